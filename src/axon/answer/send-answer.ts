import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { assertUnreachable } from "../../lib/errors.ts";
import type { HttpError } from "../http-error.ts";
import type { Answer, DocumentAnswer } from "../route.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendDownload } from "./send-download.ts";
import { sendRepresentation } from "./send-representation.ts";

/** Writes a handler's answer. Throws HttpError when it cannot be sent as it is. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  switch (answer.kind) {
    case "representation":
      return sendRepresentation(request, response, answer.representation);
    case "document":
      sendDocument(response, answer);
      return;
    case "download":
      return sendDownload(request, response, answer);
    default:
      return assertUnreachable(answer);
  }
}

/** Writes an error as `{"detail": …}`. */
export function sendError(response: ServerResponse, { status, detail, headers }: HttpError): void {
  sendJson(response, status, { detail }, headers);
}

function sendDocument(response: ServerResponse, { body, status = 200 }: DocumentAnswer): void {
  sendJson(response, status, body);
}

function sendJson(
  response: ServerResponse,
  status: number,
  content: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(JSON.stringify(content));
  response.writeHead(status, {
    ...securityHeaders,
    "Content-Type": "application/json",
    "Content-Length": body.length,
    "Cache-Control": "no-cache",
    ...headers,
  });
  response.end(body);
}
