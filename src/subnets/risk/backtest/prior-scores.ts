import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NeuronError } from "../../../lib/errors.ts";
import { withScratch } from "../../../lib/scratch.ts";
import { writeLogisticModel } from "../../../ml/logistic-model.ts";
import { completeBatchRows } from "../features/store-batch-rows.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import type { JobDeps } from "../job-deps.ts";
import { recipes } from "../models/recipe.ts";

/** Returns what the prior of a cold start says of a batch's alerts, in any order. */
export async function priorScores(
  deps: Omit<JobDeps, "registry" | "clock">,
  { batchId, nthread, signal }: { batchId: string; nthread: number; signal: AbortSignal },
): Promise<ScoredAlerts> {
  const { scoringRows, schema, baseline } = recipes.alert_scorer;
  const { database, worker, scratchDirectory } = deps;
  await completeBatchRows(deps, [batchId], signal);
  return withScratch(scratchDirectory, async (directory) => {
    const rowsPath = join(directory, "prior.rows");
    const scoresPath = join(directory, "prior.scores");
    await database.save(scoringRows, rowsPath, { params: { batches: [batchId] }, signal });
    const path = join(directory, "prior.txt");
    const { sha256 } = await writeLogisticModel(path, baseline);
    const model = { path, sha256, algorithm: "logistic" } as const;
    const layout = { extras: [], features: schema.names };
    await worker.predict({ rowsPath, layout, model, scoresPath, nthread, breakTies: true }, { signal });
    return decodeScores(await readFile(scoresPath));
  });
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
    if (end > bytes.length) throw new NeuronError("INTERNAL", "The scores of the prior are cut off");
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
