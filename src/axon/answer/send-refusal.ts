import type { ServerResponse } from "node:http";
import type { GuardRefusal } from "../guard/refusal.ts";
import { securityHeaders } from "./security-headers.ts";

/** Writes what the guard answers. The connection stays open: a new one would cost us more than it costs the caller. */
export function sendRefusal(
  response: ServerResponse,
  { status, retryAfterSeconds, body }: GuardRefusal,
): void {
  response.writeHead(status, {
    ...securityHeaders,
    "Content-Type": "application/json",
    "Content-Length": body.length,
    ...(retryAfterSeconds === undefined ? {} : { "Retry-After": retryAfterSeconds }),
  });
  response.end(body);
}
