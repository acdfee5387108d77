import type { z } from "zod";
import { unprocessable, type FieldIssue } from "./http-error.ts";
import type { Route, RouteRequest } from "./route.ts";

/** The parts of a request that callers fill in, as the HTTP library decoded them. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
}

/** Returns the parameters as the route's schemas read them. Throws a 422 that names every one at fault. */
export function parseRequest<Params, Query>(
  route: Pick<Route<Params, Query>, "params" | "query">,
  raw: RawRequest,
): RouteRequest<Params, Query> {
  const params = route.params.safeParse(raw.params);
  const query = route.query.safeParse(raw.query);
  if (params.success && query.success) return { params: params.data, query: query.data };
  throw unprocessable(...issuesIn("path", params.error), ...issuesIn("query", query.error));
}

function issuesIn(place: "path" | "query", error: z.ZodError | undefined): FieldIssue[] {
  return (error?.issues ?? []).map((issue) => ({
    loc: [place, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))],
    msg: issue.message,
    type: "value_error",
  }));
}
