import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Booster, type BoosterParameters } from "../../src/ml/booster.ts";
import type {
  ModelSession,
  ModelWorker,
  RowsLayout,
  TrainingParameters,
  TrainRequest,
} from "../../src/ml/contract.ts";
import type { DataMatrix } from "../../src/ml/data-matrix.ts";
import type { XgboostLibrary } from "../../src/ml/xgboost-library.ts";

/** One row of a rows file: extras, then features, in the layout's order. */
export interface TestRow {
  readonly key: string;
  readonly values: readonly number[];
}

/** Runs `use` with a directory of its own, which is removed afterwards. */
export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "neuron-ml-"));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Returns rows as the database writes them in a block of its Native format; none are no block. */
export function encodeRows(rows: readonly TestRow[]): Buffer {
  if (rows.length === 0) return Buffer.alloc(0);
  let end = 0;
  const ends = BigUint64Array.from(rows, ({ values }) => BigInt((end += values.length)));
  return Buffer.concat([
    leb128(2),
    leb128(rows.length),
    ...["key", "String"].map(text),
    ...rows.map(({ key }) => text(key)),
    ...["values", "Array(Float32)"].map(text),
    Buffer.from(ends.buffer),
    ...rows.map(({ values }) => Buffer.from(Float32Array.from(values).buffer)),
  ]);
}

function text(of: string): Buffer {
  const bytes = Buffer.from(of);
  return Buffer.concat([leb128(bytes.length), bytes]);
}

export async function writeRows(path: string, rows: readonly TestRow[]): Promise<string> {
  await writeFile(path, encodeRows(rows));
  return path;
}

/** Returns the rows of a scores file, and throws when it is not whole rows. */
export async function readScores(path: string): Promise<{ key: string; score: number }[]> {
  const bytes = await readFile(path);
  const scores: { key: string; score: number }[] = [];
  for (let position = 0; position < bytes.length;) {
    let [length, shift] = [0, 0];
    for (let more = true; more; shift += 7) {
      const byte = bytes.readUInt8(position++);
      length += (byte & 0x7f) << shift;
      more = byte > 0x7f;
    }
    const key = bytes.toString("utf8", position, position + length);
    scores.push({ key, score: bytes.readDoubleLE(position + length) });
    position += length + Float64Array.BYTES_PER_ELEMENT;
  }
  return scores;
}

/** Returns numbers in [0,1), the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const signalLayout: RowsLayout = {
  extras: ["label", "validation"],
  features: ["risk", "noise", "volume"],
};

/** Returns rows whose label follows `risk` and, less, `volume`; every fifth is held out, some values are missing. */
export function createSignalRows(count: number, seed = 1): TestRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const [risk, noise, volume] = [random(), random(), random() * 1000];
    const label = risk + volume / 5000 + (random() - 0.5) * 0.2 > 0.6 ? 1 : 0;
    const seen = [risk, random() < 0.1 ? NaN : noise, random() < 0.1 ? NaN : volume];
    return { key: `alert-${index}`, values: [label, index % 5 === 0 ? 1 : 0, ...seen] };
  });
}

export const rankingLayout: RowsLayout = {
  extras: ["label", "validation", "group"],
  features: ["quality", "noise"],
};

/** Returns groups of twenty rows whose relevance 0..4 follows `quality`; every fourth group is held out. */
export function createRankingRows(groups: number, seed = 1): TestRow[] {
  const random = createRandom(seed);
  return Array.from({ length: groups * 20 }, (_, index) => {
    const group = Math.floor(index / 20);
    const quality = random();
    const relevance = Math.min(4, Math.floor(quality * 5));
    return { key: `alert-${index}`, values: [relevance, group % 4 === 0 ? 1 : 0, group, quality, random()] };
  });
}

export function createParameters(overrides: Partial<TrainingParameters> = {}): TrainingParameters {
  return {
    max_depth: 4,
    eta: 0.3,
    subsample: 0.8,
    colsample_bytree: 1,
    min_child_weight: 1,
    lambda: 1,
    scale_pos_weight: 1,
    seed: 42,
    nthread: 1,
    ...overrides,
  };
}

/** Returns a request to train on `rows.bin` of a directory. */
export function createTrainRequest(directory: string, overrides: Partial<TrainRequest> = {}): TrainRequest {
  return {
    rowsPath: join(directory, "rows.bin"),
    layout: signalLayout,
    objective: "binary:logistic",
    parameters: createParameters(),
    rounds: 50,
    earlyStoppingRounds: 10,
    modelPath: join(directory, "model.ubj"),
    ...overrides,
  };
}

/** The library's own training loop and nothing else: what training is measured against. Dispose what it returns. */
export function runLibraryLoop(
  library: XgboostLibrary,
  matrix: DataMatrix,
  { rounds, ...parameters }: BoosterParameters & { readonly rounds: number },
): Booster {
  const booster = Booster.create(library, [matrix], parameters);
  for (let round = 0; round < rounds; round += 1) booster.update(round, matrix);
  return booster;
}

/** Returns a worker whose sessions do some things in another way, given how they would be done. */
export function withOtherSessions<Worker extends ModelWorker>(
  worker: Worker,
  change: (session: ModelSession) => Partial<ModelSession>,
): Worker {
  const open = worker.open.bind(worker);
  return Object.assign(worker, {
    open: (processes: number): ModelSession => {
      const session = open(processes);
      const { predict, explain, close } = change(session);
      return {
        predict: predict ?? ((request, options) => session.predict(request, options)),
        explain: explain ?? ((request, options) => session.explain(request, options)),
        close: close ?? (() => session.close()),
      };
    },
  });
}

/** Returns the ids of this process's children that run the model worker, on Linux. */
export async function findWorkerProcesses(): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may end between being listed and being read.
    const [status, command] = await Promise.all(
      ["status", "cmdline"].map((name) => readFile(`/proc/${entry}/${name}`, "utf8").catch(() => "")),
    );
    const isOurs = status?.includes(`PPid:\t${process.pid}\n`) === true;
    if (isOurs && command?.includes("worker-program") === true) found.push(Number(entry));
  }
  return found;
}

function leb128(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
