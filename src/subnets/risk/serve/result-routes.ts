import { z } from "zod";
import { defineRoute, noParameters, type RepresentationAnswer, type Route } from "../../../axon/route.ts";
import { alertRankingsBody, alertScoresBody, clusterScoresBody } from "./bodies/results.ts";
import { datePath, explainQuery, networkPath, pageQuery, scopedPageQuery } from "./parameters.ts";
import {
  alertRankings,
  alertScores,
  clusterScores,
  explainedAlertScores,
  type ResultKind,
} from "./result-kind.ts";
import { readResults, type AskedResults } from "./read-results.ts";
import type { RiskApi } from "./risk-api.ts";

/** One kind of result with its place in the API. */
interface Endpoint {
  readonly base: string;
  readonly what: string;
  readonly tag: string;
  readonly kind: ResultKind;
  /** The same with explanations, where there are any. */
  readonly explainedKind?: ResultKind;
  readonly response: z.ZodType;
}

const endpoints: readonly Endpoint[] = [
  {
    base: "/scores/alerts",
    what: "Alert scores",
    tag: "Alert scores",
    kind: alertScores,
    explainedKind: explainedAlertScores,
    response: alertScoresBody,
  },
  {
    base: "/rankings/alerts",
    what: "Alert rankings",
    tag: "Alert rankings",
    kind: alertRankings,
    response: alertRankingsBody,
  },
  {
    base: "/scores/clusters",
    what: "Cluster scores",
    tag: "Cluster scores",
    kind: clusterScores,
    response: clusterScoresBody,
  },
];

/** Returns the routes of scores, rankings and cluster scores: with and without the network in the path. */
export function createResultRoutes(api: RiskApi): Route[] {
  return endpoints.flatMap((endpoint) => [
    ...createRoutesOfOwnNetwork(api, endpoint),
    ...createRoutesByNetwork(api, endpoint),
  ]);
}

function createRoutesOfOwnNetwork(api: RiskApi, endpoint: Endpoint): Route[] {
  const { base, what } = endpoint;
  return [
    defineRoute({
      ...commonParts(api, endpoint),
      path: `${base}/latest`,
      summary: `${what} of the newest processing date`,
      params: noParameters,
      query: queryOf(endpoint, scopedPageQuery),
      handle: ({ query }) => answerResults(api, endpoint, { ...query, date: "latest" }),
    }),
    defineRoute({
      ...commonParts(api, endpoint),
      path: `${base}/{processing_date}`,
      summary: `${what} of a processing date`,
      params: z.object({ processing_date: datePath }),
      query: queryOf(endpoint, scopedPageQuery),
      handle: ({ params, query }) => answerResults(api, endpoint, { ...query, date: params.processing_date }),
    }),
  ];
}

function createRoutesByNetwork(api: RiskApi, endpoint: Endpoint): Route[] {
  const { base, what } = endpoint;
  return [
    defineRoute({
      ...commonParts(api, endpoint),
      path: `${base}/{network}/latest`,
      summary: `${what} of a network's newest processing date`,
      params: z.object({ network: networkPath }),
      query: queryOf(endpoint, pageQuery),
      handle: ({ params, query }) => answerResults(api, endpoint, { ...query, ...params, date: "latest" }),
    }),
    defineRoute({
      ...commonParts(api, endpoint),
      path: `${base}/{network}/{processing_date}`,
      summary: `${what} of a network and a processing date`,
      params: z.object({ network: networkPath, processing_date: datePath }),
      query: queryOf(endpoint, pageQuery),
      handle: ({ params, query }) =>
        answerResults(api, endpoint, { ...query, network: params.network, date: params.processing_date }),
    }),
  ];
}

type ResultQuery = z.output<typeof scopedPageQuery> & z.output<typeof explainQuery>;

function queryOf(
  { explainedKind }: Endpoint,
  query: typeof pageQuery | typeof scopedPageQuery,
): z.ZodType<ResultQuery> {
  return explainedKind === undefined ? query : query.extend(explainQuery.shape);
}

function commonParts({ settings }: RiskApi, { tag, response }: Endpoint) {
  const errors = {
    404: "Nothing is published for it",
    503: "The database is away and the answer not in memory",
  };
  return { method: "get", tag, access: settings.access, response, errors } as const;
}

async function answerResults(
  api: RiskApi,
  { kind, explainedKind = kind }: Endpoint,
  { explain = false, ...asked }: AskedResults & z.output<typeof explainQuery>,
): Promise<RepresentationAnswer> {
  const representation = await readResults(api, explain ? explainedKind : kind, asked);
  return { kind: "representation", representation };
}
