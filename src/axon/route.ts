import type { z } from "zod";
import type { Representation } from "./representation.ts";

/** Who may call a route. */
export type Access = "open" | "registered" | "validators";

/** The request as a handler sees it: parsed, and nothing of the HTTP library. */
export interface RouteRequest<Params, Query> {
  readonly params: Params;
  readonly query: Query;
  readonly signal: AbortSignal;
}

/** What a handler answers: a small document, ready-made bytes, or a file to download. */
export type Answer =
  | { readonly kind: "document"; readonly body: unknown }
  | { readonly kind: "representation"; readonly representation: Representation }
  | { readonly kind: "download"; readonly path: string; readonly filename: string; readonly sha256: string };

/** One endpoint as data: the server, the OpenAPI document and the tests are made from it. */
export interface Route<Params = unknown, Query = unknown> {
  readonly method: "get";
  /** OpenAPI form: `/scores/alerts/{processing_date}`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  /** The schema of the successful JSON body; undefined for a download. */
  readonly response?: z.ZodType;
  handle(request: RouteRequest<Params, Query>): Promise<Answer>;
}
