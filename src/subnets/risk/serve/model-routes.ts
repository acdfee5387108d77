import { join } from "node:path";
import { z } from "zod";
import { notFound, type HttpError } from "../../../axon/http-error.ts";
import {
  defineRoute,
  documentOf,
  noParameters,
  type DownloadAnswer,
  type Route,
} from "../../../axon/route.ts";
import { modelTypes, type ModelType } from "../model-card.ts";
import { modelBody, modelsBody } from "./bodies/models.ts";
import { describeModel, describeOwnScorer, type ModelDescription } from "./describe-model.ts";
import { modelTypePath, scopeQuery } from "./parameters.ts";
import type { RegisteredModel } from "./registered-model.ts";
import { resolveScope, type RiskApi, type Scope } from "./risk-api.ts";

/** Features in the list form of the metadata. */
const topFeatures = 10;

/** Returns the routes of what scores: metadata and model files. */
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
      summary: "What scored the newest publication, or would score",
      params: noParameters,
      response: modelsBody,
      errors: { 404: "The network is unknown" },
      handle: ({ query }) => documentOf(listModels(api, resolveScope(api, query))),
    }),
    defineRoute({
      ...byType,
      path: "/models/metadata/{model_type}",
      summary: "One of them in full",
      response: modelBody,
      handle: ({ params, query }) => {
        const body = getDescription(api, resolveScope(api, query), params.model_type);
        return documentOf(body);
      },
    }),
    defineRoute({
      ...byType,
      path: "/models/download/{model_type}",
      summary: "The file of a model that scored the newest publication, in XGBoost's UBJSON format",
      handle: ({ params, query }) => {
        const scope = resolveScope(api, query);
        return locateFile(api, scope, getModel(api, scope, params.model_type));
      },
    }),
  ];
}

function listModels(api: RiskApi, scope: Scope): z.infer<typeof modelsBody> {
  const models = modelTypes.flatMap((type) => findDescription(api, scope, type) ?? []);
  return { models: models.map(summarise), ...describeSource(api) };
}

function findDescription(api: RiskApi, scope: Scope, type: ModelType): ModelDescription | undefined {
  const scoredBy = api.index.findScoredBy(scope.network, scope.windowDays, type);
  if (scoredBy?.kind === "model") return describeModel(scoredBy.model, downloadUrl(api, scope, type));
  return scoredBy?.kind === "own scorer" ? describeOwnScorer(type, scoredBy.version) : undefined;
}

/** The body's own schema leaves out what only the full form has. */
function summarise(description: ModelDescription) {
  return modelsBody.shape.models.element.parse({
    ...description,
    feature_importance_top10: description.feature_importance.slice(0, topFeatures),
  });
}

function getDescription(api: RiskApi, scope: Scope, type: ModelType): z.infer<typeof modelBody> {
  const description = findDescription(api, scope, type);
  if (description === undefined) throw noModel(type);
  return modelBody.parse({ ...description, ...describeSource(api) });
}

function getModel({ index }: RiskApi, { network, windowDays }: Scope, type: ModelType): RegisteredModel {
  const scoredBy = index.findScoredBy(network, windowDays, type);
  if (scoredBy?.kind === "model") return scoredBy.model;
  if (scoredBy?.kind === "own scorer")
    throw notFound(`${scoredBy.version} is the miner's own scorer, which has no model file`);
  throw noModel(type);
}

function noModel(type: ModelType): HttpError {
  return notFound(`No model found for model_type: ${type}`);
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
