import { closeSync, openSync, writeFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { ClickHouseError } from "@clickhouse/client";
import { messageOf } from "../../lib/errors.ts";
import { openClient } from "../open-client.ts";
import type { Download, DownloadOutcome } from "./download.ts";

/** Codes that the network has no use for. */
const fileCodes: ReadonlySet<string> = new Set([
  "ENOSPC",
  "EDQUOT",
  "EIO",
  "EROFS",
  "EACCES",
  "ENOENT",
  "EISDIR",
]);

const { connection, settings, query, path } = workerData as Download;
const client = openClient(connection, settings);
const outcome = await save().catch(explain);
await client.close();
parentPort?.postMessage(outcome);

async function save(): Promise<DownloadOutcome> {
  const { stream } = await client.exec(query);
  // Written at once: this thread has nothing else to do, and handing each piece to another costs more than writing it.
  const file = openSync(path, "w");
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
  return { kind: "saved" };
}

/** Errors lose their class on the way to another thread. */
function explain(error: unknown): DownloadOutcome {
  const message = messageOf(error);
  if (error instanceof ClickHouseError) {
    return { kind: "refused", message, code: error.code, type: error.type ?? "" };
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return { kind: fileCodes.has(code) ? "unwritable" : "broken", message, code };
}
