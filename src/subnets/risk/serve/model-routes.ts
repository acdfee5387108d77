import { join } from "node:path";
import { z } from "zod";
import { notFound } from "../../../axon/http-error.ts";
import {
  defineRoute,
  documentOf,
  noParameters,
  type DownloadAnswer,
  type Route,
} from "../../../axon/route.ts";
import { modelTypes, type ModelType } from "../model-card.ts";
import { modelBody, modelsBody } from "./bodies/models.ts";
import { modelTypePath, scopeQuery } from "./parameters.ts";
import type { RegisteredModel } from "./registered-model.ts";
import { resolveScope, type RiskApi, type Scope } from "./risk-api.ts";

/** Features in the list form of the metadata. */
const topFeatures = 10;

/** Returns the routes of the current models: their metadata and their files. */
export function createModelRoutes(api: RiskApi): Route[] {
  const common = { method: "get", tag: "Models", access: api.settings.access, query: scopeQuery } as const;
  const byType = {
    ...common,
    params: z.object({ model_type: modelTypePath }),
    errors: { 404: "There is no such model yet, or the network is unknown" },
  } as const;
  return [
    defineRoute({
      ...common,
      path: "/models/metadata",
      summary: "All current models",
      params: noParameters,
      response: modelsBody,
      errors: { 404: "The network is unknown" },
      handle: ({ query }) => documentOf(listModels(api, resolveScope(api, query))),
    }),
    defineRoute({
      ...byType,
      path: "/models/metadata/{model_type}",
      summary: "One current model in full",
      response: modelBody,
      handle: ({ params, query }) => {
        const scope = resolveScope(api, query);
        const body = describeModel(api, scope, getModel(api, scope, params.model_type));
        return documentOf(body);
      },
    }),
    defineRoute({
      ...byType,
      path: "/models/download/{model_type}",
      summary: "A current model's file, in XGBoost's UBJSON format",
      handle: ({ params, query }) => {
        const scope = resolveScope(api, query);
        return locateFile(api, scope, getModel(api, scope, params.model_type));
      },
    }),
  ];
}

function getModel({ index }: RiskApi, { network, windowDays }: Scope, type: ModelType): RegisteredModel {
  const model = index.findModel(network, windowDays, type);
  if (model === undefined) throw notFound(`No model found for model_type: ${type}`);
  return model;
}

function listModels(api: RiskApi, scope: Scope): z.infer<typeof modelsBody> {
  const models = modelTypes.map((type) => api.index.findModel(scope.network, scope.windowDays, type));
  return {
    models: models.filter((model) => model !== undefined).map((model) => summariseModel(api, scope, model)),
    ...describeSource(api),
  };
}

/** The body's own schema leaves out what only the full form has. */
function summariseModel(api: RiskApi, scope: Scope, { card }: RegisteredModel) {
  return modelsBody.shape.models.element.parse({
    ...card,
    feature_importance_top10: card.feature_importance.slice(0, topFeatures),
    download_url: downloadUrl(api, scope, card.model_type),
  });
}

function describeModel(api: RiskApi, scope: Scope, { card }: RegisteredModel): z.infer<typeof modelBody> {
  const url = downloadUrl(api, scope, card.model_type);
  return modelBody.parse({ ...card, download_url: url, ...describeSource(api) });
}

function describeSource({ settings }: RiskApi) {
  return { github_url: settings.githubUrl, commit_hash: settings.commitHash };
}

/** Says what a caller who follows it must say: nothing where this miner has only one answer. */
function downloadUrl({ index, settings }: RiskApi, { network, windowDays }: Scope, type: ModelType): string {
  const query = new URLSearchParams({
    ...(index.networks.length > 1 ? { network } : {}),
    ...(windowDays === settings.windowDays ? {} : { window_days: String(windowDays) }),
  }).toString();
  return `/models/download/${type}${query === "" ? "" : `?${query}`}`;
}

function locateFile(
  { settings }: RiskApi,
  { network }: Scope,
  { card, fileBytes }: RegisteredModel,
): DownloadAnswer {
  const filename = `${card.model_id}.txt`;
  return {
    kind: "download",
    path: join(settings.modelDirectory, network, filename),
    filename,
    bytes: fileBytes,
    sha256: card.file_sha256,
  };
}
