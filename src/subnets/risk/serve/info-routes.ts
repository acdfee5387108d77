import {
  defineRoute,
  documentOf,
  noParameters,
  type DocumentAnswer,
  type Route,
} from "../../../axon/route.ts";
import type { NeuronHealth } from "../../../chain/neuron-health.ts";
import { modelTypes } from "../model-card.ts";
import { healthBody, versionBody } from "./bodies/info.ts";
import { scopeQuery } from "./parameters.ts";
import { formatTime } from "./result-kind.ts";
import { resolveScope, type RiskApi, type Scope } from "./risk-api.ts";

/** Returns the routes about the miner itself. */
export function createInfoRoutes(api: RiskApi): Route[] {
  // Whoever looks for a miner must be able to see that it is one, before it is worth signing anything.
  const common = { method: "get", tag: "Health & info", access: "open" } as const;
  const probe = createSharedProbe(api);
  return [
    defineRoute({
      ...common,
      path: "/health",
      summary: "Whether the miner and its database work",
      params: noParameters,
      query: noParameters,
      response: healthBody,
      errors: { 503: "The database is away; the body is as for 200, with the status unhealthy" },
      handle: async () => describeHealth(api, await probe()),
    }),
    defineRoute({
      ...common,
      path: "/version",
      summary: "Versions of the API and of what scored the newest publication",
      params: noParameters,
      query: scopeQuery,
      response: versionBody,
      errors: { 404: "The network is unknown" },
      handle: ({ query }) => documentOf(describeVersion(api, resolveScope(api, query))),
    }),
  ];
}

/** Returns the version of what scores, by model type: of the newest publication, where there is one. */
export function listModelVersions({ index }: RiskApi, scope: Scope): Record<string, string> {
  const versions = modelTypes.map((type) => {
    const scoredBy = index.findScoredBy(scope.network, scope.windowDays, type);
    return scoredBy === undefined ? [] : [[type, scoredBy.version] as const];
  });
  return Object.fromEntries(versions.flat());
}

/** Callers that ask at the same time share one question to the databases. */
function createSharedProbe({ databases }: RiskApi): () => Promise<boolean> {
  let underWay: Promise<boolean> | undefined;
  return () => {
    underWay ??= Promise.all([...databases.values()].map((database) => database.isReachable()))
      .then((reachable) => reachable.every(Boolean))
      .finally(() => (underWay = undefined));
    return underWay;
  };
}

function describeHealth({ clock, settings, neuronHealth }: RiskApi, isReachable: boolean): DocumentAnswer {
  return {
    kind: "document",
    status: isReachable ? 200 : 503,
    body: {
      status: isReachable ? "healthy" : "unhealthy",
      timestamp: formatTime(new Date(clock.now())),
      version: settings.apiVersion,
      database_connected: isReachable,
      ...(neuronHealth === undefined ? {} : { neuron: describeNeuron(neuronHealth()) }),
    },
  };
}

function describeNeuron({ netuid, hotkey, registration, uid, ...health }: NeuronHealth) {
  return {
    netuid,
    hotkey,
    chain_connected: health.chainConnected,
    registration,
    uid: uid ?? null,
    metagraph_age_seconds:
      health.metagraphAgeMs === undefined ? null : Math.round(health.metagraphAgeMs / 1000),
    axon_announced: health.axonAnnounced,
  };
}

function describeVersion(api: RiskApi, scope: Scope) {
  return {
    api_version: api.settings.apiVersion,
    models: listModelVersions(api, scope),
    network: scope.network,
    github_url: api.settings.githubUrl,
    commit_hash: api.settings.commitHash,
  };
}
