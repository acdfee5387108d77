import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { ClickHouseError, type ExecParams } from "@clickhouse/client";
import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { Connection } from "../connection.ts";
import type { ClientSettings } from "../open-client.ts";

/** An answer on its way from a server into a file; all of it can be handed to another thread. */
export interface Download {
  readonly connection: Connection;
  readonly settings: ClientSettings;
  readonly query: Pick<ExecParams, "query" | "query_params" | "clickhouse_settings">;
  /** The file is made anew. */
  readonly path: string;
}

/** How the thread says how it went: as the client put it. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("saved") }),
  z.object({ kind: z.literal("refused"), message: z.string(), code: z.string(), type: z.string() }),
  z.object({ kind: z.enum(["broken", "unwritable"]), message: z.string(), code: z.string() }),
]);

export type DownloadOutcome = z.infer<typeof outcomeSchema>;

const program = new URL("download-thread.js", import.meta.url);

/**
 * Saves a query's answer on a thread of its own: hundreds of megabytes in small buffers would keep this thread's
 * garbage collector busy, and requests waiting. When the signal fires the thread ends, and the query with its
 * connection. Throws what the client would throw.
 */
export async function download(work: Download, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const thread = new Worker(program, { workerData: work });
  const end = () => void thread.terminate();
  signal?.addEventListener("abort", end, { once: true });
  try {
    const outcome = await waitForOutcome(thread);
    signal?.throwIfAborted();
    throwUnlessSaved(outcome, work.path);
  } finally {
    signal?.removeEventListener("abort", end);
    await thread.terminate();
  }
}

/** A thread that ended without a word was ended by us. */
async function waitForOutcome(thread: Worker): Promise<DownloadOutcome> {
  const said: unknown[] = await Promise.race([once(thread, "message"), once(thread, "exit")]);
  const outcome = outcomeSchema.safeParse(said[0]);
  return outcome.data ?? { kind: "broken", message: "The thread that saves the rows has ended", code: "" };
}

function throwUnlessSaved(outcome: DownloadOutcome, path: string): void {
  switch (outcome.kind) {
    case "saved":
      return;
    case "refused":
      throw new ClickHouseError(outcome);
    case "unwritable":
      throw new NeuronError("STORE_UNAVAILABLE", `Rows cannot be written to ${path}: ${outcome.message}`);
    case "broken":
      throw Object.assign(new Error(outcome.message), { code: outcome.code });
  }
}
