import { notFound } from "../../../axon/http-error.ts";
import { defineRoute, documentOf, noParameters, type Route } from "../../../axon/route.ts";
import { datesAvailableBody, latestDateBody } from "./bodies/dates.ts";
import { scopeQuery } from "./parameters.ts";
import { formatTime } from "./result-kind.ts";
import { resolveScope, type RiskApi } from "./risk-api.ts";

/** Returns the routes that say which processing dates are published. */
export function createDateRoutes(api: RiskApi): Route[] {
  const common = {
    method: "get",
    tag: "Dates",
    access: api.settings.access,
    params: noParameters,
    query: scopeQuery,
  } as const;
  return [
    defineRoute({
      ...common,
      path: "/dates/available",
      summary: "All processing dates, the newest first",
      response: datesAvailableBody,
      errors: { 404: "The network is unknown" },
      handle: ({ query }) => {
        const { network, windowDays } = resolveScope(api, query);
        const dates = api.index
          .getPublications(network, windowDays)
          .map(({ processingDate }) => processingDate);
        return documentOf({ dates, total_count: dates.length });
      },
    }),
    defineRoute({
      ...common,
      path: "/dates/latest",
      summary: "The newest processing date",
      response: latestDateBody,
      errors: { 404: "Nothing is published, or the network is unknown" },
      handle: ({ query }) => {
        const { network, windowDays } = resolveScope(api, query);
        const latest = api.index.findPublication(network, windowDays, "latest");
        if (latest === undefined) throw notFound("No processing dates found");
        const body = { latest_date: latest.processingDate, processed_at: formatTime(latest.processedAt) };
        return documentOf(body);
      },
    }),
  ];
}
