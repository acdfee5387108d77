import { z } from "zod";
import { defineRoute, documentOf, type PathTexts, type Route } from "../../../axon/route.ts";
import { alertScoreBody } from "./bodies/results.ts";
import { alertIdPath, datePath, networkPath, scopeQuery, windowQuery } from "./parameters.ts";
import { readAlert } from "./read-alert.ts";
import type { RiskApi } from "./risk-api.ts";

/** What a date looks like, whether or not there is such a day. */
const dateShape = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Returns the routes of a single alert. They stand before those of the lists, of which `/scores/alerts/{network}/…` has
 * as many parts: a first part that is a network which this miner serves is always one.
 */
export function createAlertRoutes(api: RiskApi): Route[] {
  return [...createRoutesOfOwnNetwork(api), ...createRoutesByNetwork(api)];
}

function createRoutesOfOwnNetwork(api: RiskApi): Route[] {
  const isNetwork = (text: string) => api.index.networks.includes(text);
  return [
    defineRoute({
      ...commonParts(api),
      path: "/scores/alerts/latest/{alert_id}",
      summary: "One alert of the newest processing date, with the explanation of its score",
      params: z.object({ alert_id: alertIdPath }),
      query: scopeQuery,
      accepts: () => !isNetwork("latest"),
      handle: async ({ params, query }) =>
        documentOf(await readAlert(api, { ...query, date: "latest", alertId: params.alert_id })),
    }),
    defineRoute({
      ...commonParts(api),
      path: "/scores/alerts/{processing_date}/{alert_id}",
      summary: "One alert of a processing date, with the explanation of its score",
      params: z.object({ processing_date: datePath, alert_id: alertIdPath }),
      query: scopeQuery,
      accepts: ({ processing_date: text = "" }: PathTexts) => dateShape.test(text) && !isNetwork(text),
      handle: async ({ params, query }) =>
        documentOf(
          await readAlert(api, { ...query, date: params.processing_date, alertId: params.alert_id }),
        ),
    }),
  ];
}

function createRoutesByNetwork(api: RiskApi): Route[] {
  return [
    defineRoute({
      ...commonParts(api),
      path: "/scores/alerts/{network}/latest/{alert_id}",
      summary: "One alert of a network's newest processing date, with the explanation of its score",
      params: z.object({ network: networkPath, alert_id: alertIdPath }),
      query: windowQuery,
      handle: async ({ params: { network, alert_id: alertId }, query }) =>
        documentOf(await readAlert(api, { ...query, network, date: "latest", alertId })),
    }),
    defineRoute({
      ...commonParts(api),
      path: "/scores/alerts/{network}/{processing_date}/{alert_id}",
      summary: "One alert of a network and a processing date, with the explanation of its score",
      params: z.object({ network: networkPath, processing_date: datePath, alert_id: alertIdPath }),
      query: windowQuery,
      handle: async ({ params: { network, processing_date: date, alert_id: alertId }, query }) =>
        documentOf(await readAlert(api, { ...query, network, date, alertId })),
    }),
  ];
}

function commonParts({ settings }: RiskApi) {
  const errors = {
    404: "Nothing is published for it, or the alert is not in it",
    503: "The database is away",
  };
  return {
    method: "get",
    tag: "Alert scores",
    access: settings.access,
    response: alertScoreBody,
    errors,
  } as const;
}
