import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import type { RequestNotes, RequestObserver } from "./request-notes.ts";

/** Returns the listener, with every request that it takes told to the observer once it has ended. */
export function observed(
  listener: RequestListener,
  notes: RequestNotes,
  observer: RequestObserver,
): RequestListener {
  const run = randomBytes(runBytes).toString("hex");
  let count = 0;
  return (request, response) => {
    const startedAt = performance.now();
    const id = `${run}-${(count++).toString(36)}`;
    const note = notes.begin(request);
    response.setHeader("X-Request-Id", id);
    response.once("close", () => {
      observer({
        id,
        method: request.method ?? "",
        route: note.route,
        scheme: note.scheme,
        hotkey: note.hotkey,
        claimedHotkey: note.claimedHotkey,
        status: response.headersSent ? response.statusCode : undefined,
        refusal: note.refusal,
        durationMs: performance.now() - startedAt,
      });
    });
    listener(request, response);
  };
}

/** Tells the requests of this run from those of another. */
const runBytes = 4;
