import { z } from "zod";
import { defineSynapseRoute, jsonOf, type SynapseRoute } from "../../../axon/synapse/synapse-route.ts";
import { describeNetworks } from "./network-routes.ts";
import { networksBody } from "./bodies/networks.ts";
import { readResults } from "./read-results.ts";
import { alertRankings, alertScores, clusterScores } from "./result-kind.ts";
import type { RiskApi, RiskApiDeps, RiskApiSettings } from "./risk-api.ts";
import { minerStatusSynapse, resultSynapses, type ResultFields } from "./synapses.ts";
import { alertRankingsBody, alertScoresBody, clusterScoresBody } from "./bodies/results.ts";

const tag = "Synapses";

/** Returns the results of this subnet as synapses, for validators of SDK 7.2 to 10. */
export function riskSynapses(deps: RiskApiDeps, settings: RiskApiSettings): SynapseRoute[] {
  const api: RiskApi = { ...deps, settings };
  return [
    createResultSynapse(api, { name: "AlertScores", kind: alertScores, result: alertScoresBody }),
    createResultSynapse(api, { name: "AlertRankings", kind: alertRankings, result: alertRankingsBody }),
    createResultSynapse(api, { name: "ClusterScores", kind: clusterScores, result: clusterScoresBody }),
    createMinerStatus(api),
  ];
}

interface ResultSynapse {
  readonly name: keyof typeof resultSynapses;
  readonly kind: typeof alertScores;
  readonly result: z.ZodObject;
}

function createResultSynapse(api: RiskApi, { name, kind, result }: ResultSynapse): SynapseRoute {
  return defineSynapseRoute({
    synapse: resultSynapses[name],
    summary: `The ${kind.rowsField} of a processing date, the newest by default`,
    tag,
    access: api.settings.access,
    outputs: z.object({ result }),
    errors: { 404: "Nothing is published for it", 422: "A field is not valid" },
    handle: async (input: ResultFields) => {
      const document = await readResults(api, kind, askedBy(input));
      return { result: document.content };
    },
  });
}

function createMinerStatus(api: RiskApi): SynapseRoute {
  return defineSynapseRoute({
    synapse: minerStatusSynapse,
    summary: "What this miner serves",
    tag,
    access: api.settings.access,
    outputs: z.object({ result: networksBody }),
    handle: ({ window_days }) => ({
      result: jsonOf(describeNetworks(api, { window_days: window_days ?? undefined })),
    }),
  });
}

/** Python sends null for what was not set. */
function askedBy(input: ResultFields) {
  return {
    network: input.network ?? undefined,
    date: input.processing_date ?? "latest",
    window_days: input.window_days ?? undefined,
    limit: input.limit ?? undefined,
    offset: input.offset ?? undefined,
  };
}
