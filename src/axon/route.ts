import { z } from "zod";
import type { Representation } from "./answer/representation.ts";

/** Who may call a route. */
export type Access = "open" | "registered" | "validators";

/** What the documentation says of an endpoint, whatever kind it is. */
export interface Endpoint {
  readonly method: "get" | "post";
  /** OpenAPI form: `/scores/alerts/{processing_date}`. */
  readonly path: string;
  readonly summary: string;
  /** The heading under which the documentation lists it. */
  readonly tag: string;
  readonly access: Access;
  /** An object schema; each property is a path parameter. */
  readonly params: z.ZodType;
  /** An object schema; each property is a query parameter. */
  readonly query: z.ZodType;
  /** The schema of the body that a caller sends. */
  readonly body?: z.ZodType;
  /** The schema of the successful JSON body; undefined for a download. */
  readonly response?: z.ZodType;
  /** The statuses that this endpoint answers beside 200, 422, 500 and those of admission, and when. */
  readonly errors?: Readonly<Record<number, string>>;
}

/** The request as a handler sees it: parsed, and nothing of the HTTP library. */
export interface RouteRequest<Params, Query> {
  readonly params: Params;
  readonly query: Query;
}

/** A small JSON document, rendered for this one answer. */
export interface DocumentAnswer {
  readonly kind: "document";
  readonly body: unknown;
  /** 200 unless the document itself says that something is wrong. */
  readonly status?: 200 | 503;
}

/** Ready-made bytes with validators and compressed forms. */
export interface RepresentationAnswer {
  readonly kind: "representation";
  readonly representation: Representation;
}

/** A file that goes out as an attachment while it is still as it was registered. */
export interface DownloadAnswer {
  readonly kind: "download";
  /** From a registry of ours, never from the request. */
  readonly path: string;
  readonly filename: string;
  readonly bytes: number;
  /** In hex; the entity tag. */
  readonly sha256: string;
}

export type Answer = DocumentAnswer | RepresentationAnswer | DownloadAnswer;

/** Returns a small JSON document as an answer. */
export function documentOf(body: unknown): DocumentAnswer {
  return { kind: "document", body };
}

/** What stands in a path where the route has its parameters, by their names. */
export type PathTexts = Readonly<Record<string, string>>;

/** One endpoint as data: the server, the OpenAPI document and the tests are made from it. */
export interface Route<Params = unknown, Query = unknown> extends Endpoint {
  readonly method: "get";
  /** Others than those of the schema are ignored. */
  readonly query: z.ZodType<Query>;
  readonly params: z.ZodType<Params>;
  /** Whether a path of this shape is meant for this route; all are by default. Of those of one shape the first is asked first. */
  readonly accepts?: (params: PathTexts) => boolean;
  /** Throws HttpError to answer an error of its own wording. */
  handle(request: RouteRequest<Params, Query>): Answer | Promise<Answer>;
}

/** The schema of a route that takes no parameters. */
export const noParameters = z.object({});

/**
 * Returns the route as it is, with the types of its parameters inferred from its schemas:
 *
 * ```ts
 * defineRoute({
 *   method: "get", path: "/greet/{name}", summary: "Says hello", tag: "Demo", access: "open",
 *   params: z.object({ name: z.string() }), query: noParameters,
 *   response: z.object({ hello: z.string() }),
 *   handle: ({ params }) => documentOf({ hello: params.name }),
 * });
 * ```
 */
export function defineRoute<Params, Query>(route: Route<Params, Query>): Route<Params, Query> {
  return route;
}
