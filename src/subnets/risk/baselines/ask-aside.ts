import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NeuronError } from "../../../lib/errors.ts";
import type { ModelFile } from "../../../ml/contract.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import type { JobDeps } from "../job-deps.ts";

export type AsideDeps = Pick<JobDeps, "database" | "worker">;

/** Of which batch a model is asked, and a directory for the rows on their way to it. */
export interface AsideTask {
  readonly batchId: string;
  readonly directory: string;
  readonly nthread: number;
  readonly signal: AbortSignal;
}

/** A model that is in no registry, and what it reads. */
export interface AsideModel {
  readonly model: ModelFile;
  readonly scoringRows: string;
  readonly features: readonly string[];
}

/** Returns what a model says of a batch's alerts, in any order, and publishes nothing. */
export async function askAside(
  { database, worker }: AsideDeps,
  { model, scoringRows, features }: AsideModel,
  { batchId, directory, nthread, signal }: AsideTask,
): Promise<ScoredAlerts> {
  const [rowsPath, scoresPath] = [join(directory, "aside.rows"), join(directory, "aside.scores")];
  await database.save(scoringRows, rowsPath, { params: { batches: [batchId] }, signal });
  const layout = { extras: [], features };
  await worker.predict({ rowsPath, layout, model, scoresPath, nthread, breakTies: true }, { signal });
  return decodeScores(await readFile(scoresPath));
}

const scoreBytes = Float64Array.BYTES_PER_ELEMENT;
/** A length in LEB128 keeps seven bits in each byte; the eighth says that another follows. */
const lengthBits = 7;

/** Returns the rows of RowBinary `key String, score Float64`. Throws INTERNAL when the last one is cut off. */
export function decodeScores(bytes: Buffer): ScoredAlerts {
  const [alertIds, scores]: [string[], number[]] = [[], []];
  for (let start = 0; start < bytes.length;) {
    const key = keyAt(bytes, start);
    const end = key.end + scoreBytes;
    if (end > bytes.length) throw new NeuronError("INTERNAL", "The scores of a baseline are cut off");
    alertIds.push(bytes.toString("utf8", key.start, key.end));
    scores.push(bytes.readDoubleLE(key.end));
    start = end;
  }
  return { alertIds, scores };
}

function keyAt(bytes: Buffer, start: number): { start: number; end: number } {
  let [length, shift, next] = [0, 0, start];
  for (;;) {
    const byte = bytes[next] ?? 0;
    length |= (byte & 0x7f) << shift;
    shift += lengthBits;
    next += 1;
    if (byte < 0x80) return { start: next, end: next + length };
  }
}
