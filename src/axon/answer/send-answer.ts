import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { assertUnreachable } from "../../lib/errors.ts";
import type { FailureAnswer } from "../failure.ts";
import type { Answer, DocumentAnswer } from "../route.ts";
import type { Exchange } from "./exchange.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendDownload } from "./send-download.ts";
import { sendRepresentation } from "./send-representation.ts";

/** Writes a handler's answer, signed. Throws HttpError when it cannot be sent as it is. */
export async function sendAnswer(exchange: Exchange, answer: Answer): Promise<void> {
  switch (answer.kind) {
    case "representation":
      return sendRepresentation(exchange, answer.representation);
    case "document":
      sendDocument(exchange, answer);
      return;
    case "download":
      return sendDownload(exchange, answer);
    default:
      return assertUnreachable(answer);
  }
}

/** Writes an error as `{"detail": …}`. */
export function sendError(response: ServerResponse, { status, detail, headers }: FailureAnswer): void {
  sendBytes(response, { status, body: Buffer.from(JSON.stringify({ detail })), headers });
}

/** Writes bytes of JSON, signed. */
export function sendSigned(
  { response, signer }: Exchange,
  { status, body, headers }: { status: number; body: Buffer; headers?: OutgoingHttpHeaders },
): void {
  const signature = signer?.sign(createHash("sha256").update(body).digest("hex"));
  sendBytes(response, { status, body, headers: { ...headers, ...signature } });
}

function sendDocument(exchange: Exchange, { body, status = 200 }: DocumentAnswer): void {
  sendSigned(exchange, { status, body: Buffer.from(JSON.stringify(body)) });
}

/** Writes bytes of JSON as they are. */
export function sendBytes(
  response: ServerResponse,
  { status, body, headers }: { status: number; body: Buffer; headers?: OutgoingHttpHeaders },
): void {
  response.writeHead(status, {
    ...securityHeaders,
    "Content-Type": "application/json",
    "Content-Length": body.length,
    "Cache-Control": "no-cache",
    ...headers,
  });
  response.end(body);
}
