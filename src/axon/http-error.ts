import { STATUS_CODES, type OutgoingHttpHeaders } from "node:http";

/** What is wrong with one parameter, in FastAPI's form. */
export interface FieldIssue {
  /** Where it stands: `["path", "processing_date"]`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** An answer that is not 200: thrown by a handler, sent as `{"detail": …}`. */
export class HttpError extends Error {
  readonly status: number;
  readonly detail: string | readonly FieldIssue[];
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, detail: string | readonly FieldIssue[], headers: OutgoingHttpHeaders = {}) {
    super(typeof detail === "string" ? detail : (STATUS_CODES[status] ?? "Error"));
    this.name = "HttpError";
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

/** Returns a 404 with this detail. */
export function notFound(detail: string): HttpError {
  return new HttpError(404, detail);
}

/** Returns a 422 that names the parameters at fault. */
export function unprocessable(...issues: readonly FieldIssue[]): HttpError {
  return new HttpError(422, issues);
}
