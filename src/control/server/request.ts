/** A request that was let in. */
export interface ControlRequest {
  /** Parts of the path, by their names in the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body as JSON; undefined without one. */
  readonly body: unknown;
}

/** An answer: bytes of a type. */
export interface ControlAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Who may ask. anyone: all that reach the port; local: programs on this machine, others with the token; token: only
 * with the token.
 */
export type ControlAccess = "anyone" | "local" | "token";

/** Something that the control server answers to. */
export interface ControlRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `/jobs/{id}`: a name in braces takes one part of the path. */
  readonly path: string;
  readonly access: ControlAccess;
  handle(request: ControlRequest): ControlAnswer | Promise<ControlAnswer>;
}

/** Returns an answer of JSON. */
export function json(body: unknown, status = 200): ControlAnswer {
  return { status, type: "application/json", body: `${JSON.stringify(body)}\n` };
}

/** Returns an answer that says what went wrong, and what to do about it. */
export function failure(status: number, code: string, message: string): ControlAnswer {
  return json({ error: { code, message } }, status);
}
