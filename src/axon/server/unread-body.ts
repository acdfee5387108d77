import type { IncomingMessage, RequestListener } from "node:http";

/**
 * Returns a listener whose answers close the connection where a body may follow that is longer than any that is read,
 * or that does not say how long it is. Node would else take all of it, however long, to reach the request behind it.
 */
export function closeBehindLongBodies(listener: RequestListener, maxBodyBytes: number): RequestListener {
  return (request, response) => {
    if (mayBeLong(request, maxBodyBytes)) response.setHeader("Connection", "close");
    listener(request, response);
  };
}

function mayBeLong({ headers }: IncomingMessage, maxBodyBytes: number): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > maxBodyBytes;
}
