import { z } from "zod";
import { defineRoute, noParameters, type RepresentationAnswer, type Route } from "../../../axon/route.ts";
import { alertRankingsBody, alertScoresBody, clusterScoresBody } from "./bodies/results.ts";
import { datePath, networkPath, pageQuery, scopedPageQuery } from "./parameters.ts";
import { alertRankings, alertScores, clusterScores, type ResultKind } from "./result-kind.ts";
import { readResults, type AskedResults } from "./read-results.ts";
import type { RiskApi } from "./risk-api.ts";

/** One kind of result with its place in the API. */
interface Endpoint {
  readonly base: string;
  readonly what: string;
  readonly tag: string;
  readonly kind: ResultKind;
  readonly response: z.ZodType;
}

const endpoints: readonly Endpoint[] = [
  {
    base: "/scores/alerts",
    what: "Alert scores",
    tag: "Alert scores",
    kind: alertScores,
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
      query: scopedPageQuery,
      handle: ({ query }) => answerResults(api, endpoint, { ...query, date: "latest" }),
    }),
    defineRoute({
      ...commonParts(api, endpoint),
      path: `${base}/{processing_date}`,
      summary: `${what} of a processing date`,
      params: z.object({ processing_date: datePath }),
      query: scopedPageQuery,
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
      query: pageQuery,
      handle: ({ params, query }) => answerResults(api, endpoint, { ...query, ...params, date: "latest" }),
    }),
    defineRoute({
      ...commonParts(api, endpoint),
      path: `${base}/{network}/{processing_date}`,
      summary: `${what} of a network and a processing date`,
      params: z.object({ network: networkPath, processing_date: datePath }),
      query: pageQuery,
      handle: ({ params, query }) =>
        answerResults(api, endpoint, { ...query, network: params.network, date: params.processing_date }),
    }),
  ];
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
  { kind }: Endpoint,
  asked: AskedResults,
): Promise<RepresentationAnswer> {
  return { kind: "representation", representation: await readResults(api, kind, asked) };
}
