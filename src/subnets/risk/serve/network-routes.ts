import { z } from "zod";
import { defineRoute, documentOf, noParameters, type Route } from "../../../axon/route.ts";
import { utcDateOf } from "../../../lib/clock.ts";
import { modelTypes } from "../model-card.ts";
import { networkBody, networksBody } from "./bodies/networks.ts";
import { listModelVersions } from "./info-routes.ts";
import { networkPath, windowQuery } from "./parameters.ts";
import type { Publication } from "../publication.ts";
import { resolveScope, type RiskApi, type Scope } from "./risk-api.ts";

/** Returns the routes that say what is published for which network. */
export function createNetworkRoutes(api: RiskApi): Route[] {
  const common = { method: "get", tag: "Networks", access: api.settings.access, query: windowQuery } as const;
  return [
    defineRoute({
      ...common,
      path: "/networks",
      summary: "The networks that this miner serves",
      params: noParameters,
      response: networksBody,
      handle: ({ query }) => documentOf(describeNetworks(api, query)),
    }),
    defineRoute({
      ...common,
      path: "/networks/{network}",
      summary: "One network in detail",
      params: z.object({ network: networkPath }),
      response: networkBody,
      errors: { 404: "The network is unknown" },
      handle: async ({ params, query }) => {
        const scope = resolveScope(api, { ...params, ...query });
        return documentOf(await describeNetwork(api, scope));
      },
    }),
  ];
}

/** Returns what this miner serves, network by network. */
export function describeNetworks(
  api: RiskApi,
  query: z.infer<typeof windowQuery>,
): z.infer<typeof networksBody> {
  const { networks } = api.index;
  return {
    networks: networks.map((network) => summariseNetwork(api, resolveScope(api, { ...query, network }))),
    total_networks: networks.length,
    miner_type: networks.length > 1 ? "multi-network" : "single-network",
  };
}

function summariseNetwork(api: RiskApi, scope: Scope) {
  const publications = api.index.getPublications(scope.network, scope.windowDays);
  return {
    ...describeStatus(scope, publications),
    model_versions: listModelVersions(api, scope),
    total_alerts_scored: sumCounts(publications, "scores"),
    last_training_date: findLastTrainingDate(api, scope),
  };
}

async function describeNetwork(api: RiskApi, scope: Scope): Promise<z.infer<typeof networkBody>> {
  const publications = api.index.getPublications(scope.network, scope.windowDays);
  const nextTraining = await api.findNextTraining?.(scope.network);
  return {
    ...describeStatus(scope, publications),
    available_dates: publications.map(({ processingDate }) => processingDate),
    total_dates: publications.length,
    model_versions: describeModels(api, scope),
    statistics: describeStatistics(publications),
    last_training_date: findLastTrainingDate(api, scope),
    next_training_date: nextTraining === undefined ? null : utcDateOf(nextTraining),
  };
}

function describeStatus({ network }: Scope, publications: readonly Publication[]) {
  return {
    network,
    status: publications.length > 0 ? ("active" as const) : ("waiting" as const),
    latest_processing_date: publications[0]?.processingDate ?? null,
  };
}

function describeStatistics(publications: readonly Publication[]) {
  const alerts = sumCounts(publications, "scores");
  return {
    total_alerts_scored: alerts,
    total_clusters_scored: sumCounts(publications, "clusters"),
    avg_alerts_per_day: publications.length === 0 ? 0 : Math.round(alerts / publications.length),
    first_date: publications.at(-1)?.processingDate ?? null,
    last_date: publications[0]?.processingDate ?? null,
  };
}

function sumCounts(publications: readonly Publication[], kind: keyof Publication["counts"]): number {
  return publications.reduce((total, { counts }) => total + counts[kind], 0);
}

function describeModels({ index }: RiskApi, { network, windowDays }: Scope) {
  const models = modelTypes.map((type) => {
    const scoredBy = index.findScoredBy(network, windowDays, type);
    if (scoredBy === undefined) return [];
    const card = scoredBy.kind === "model" ? scoredBy.model.card : undefined;
    const measure = { performance: { val_auc: card?.performance.val_auc ?? null } };
    const performance = type === "alert_scorer" ? measure : {};
    return [
      [type, { version: scoredBy.version, trained_at: card?.trained_at ?? null, ...performance }] as const,
    ];
  });
  return Object.fromEntries(models.flat());
}

function findLastTrainingDate({ index }: RiskApi, { network, windowDays }: Scope): string | null {
  const times = modelTypes.map((type) => index.findModel(network, windowDays, type)?.card.trained_at ?? "");
  return times.toSorted().at(-1)?.slice(0, "YYYY-MM-DD".length) || null;
}
