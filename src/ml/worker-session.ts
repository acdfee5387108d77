import { rm } from "node:fs/promises";

import pLimit, { type LimitFunction } from "p-limit";

import { type ErrorCode, NeuronError } from "../lib/errors.ts";
import type {
  ExplainRequest,
  ExplainResult,
  ModelSession,
  PredictRequest,
  PredictResult,
  TrainRequest,
  TrainResult,
  ValidateRequest,
  ValidateResult,
  WorkOptions,
} from "./contract.ts";
import { partialPathOf } from "./model-file.ts";
import type { Answer, Order } from "./worker-messages.ts";
import type { WorkerEnd, WorkerProcess } from "./worker-process.ts";

export interface WorkerSettings {
  /** Of the XGBoost shared library; without it the system's own is used. */
  readonly libraryPath?: string;
  /** The longest that one request of each kind may take: validating is training, explaining is predicting. */
  readonly trainTimeoutMs: number;
  readonly predictTimeoutMs: number;
}

/** Has requests carried out by child processes, each by whichever is free, and says by name what became of it. */
export class WorkerSession implements ModelSession {
  readonly #processes: readonly WorkerProcess[];
  readonly #settings: WorkerSettings;
  readonly #free: WorkerProcess[];
  readonly #asManyAtOnce: LimitFunction;

  constructor(processes: readonly WorkerProcess[], settings: WorkerSettings) {
    this.#processes = processes;
    this.#settings = settings;
    this.#free = [...processes];
    this.#asManyAtOnce = pLimit(processes.length);
  }

  async train(request: TrainRequest, options: WorkOptions = {}): Promise<TrainResult> {
    const startedMs = performance.now();
    const answer = await this.#carryOut({ task: "train", request }, request.modelPath, options);
    if (answer.kind !== "trained") throw unexpected(answer);
    return { ...answer.result, durationMs: performance.now() - startedMs };
  }

  async validate(request: ValidateRequest, options: WorkOptions = {}): Promise<ValidateResult> {
    const startedMs = performance.now();
    const answer = await this.#carryOut({ task: "validate", request }, request.heldOutPath, options);
    if (answer.kind !== "validated") throw unexpected(answer);
    return { ...answer.result, durationMs: performance.now() - startedMs };
  }

  async predict(request: PredictRequest, options: WorkOptions = {}): Promise<PredictResult> {
    const startedMs = performance.now();
    const answer = await this.#carryOut({ task: "predict", request }, request.scoresPath, options);
    if (answer.kind !== "predicted") throw unexpected(answer);
    return { ...answer.result, durationMs: performance.now() - startedMs };
  }

  async explain(request: ExplainRequest, options: WorkOptions = {}): Promise<ExplainResult> {
    const startedMs = performance.now();
    const answer = await this.#carryOut({ task: "explain", request }, request.contributionsPath, options);
    if (answer.kind !== "explained") throw unexpected(answer);
    return { ...answer.result, durationMs: performance.now() - startedMs };
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.end()));
  }

  async #carryOut(order: Order, outputPath: string, { signal, onRound }: WorkOptions): Promise<Answer> {
    const { libraryPath, trainTimeoutMs, predictTimeoutMs } = this.#settings;
    const timeoutMs = tasks[order.task].isTraining ? trainTimeoutMs : predictTimeoutMs;
    const complete = { ...order, ...(libraryPath !== undefined && { libraryPath }) };
    const end = await this.#onFreeProcess((process) =>
      process.carryOut(complete, { timeoutMs, signal, onRound }),
    );
    if (end.kind === "answered" && end.answer.kind !== "failed") return end.answer;
    // A child that was killed could not clear away its half-written output.
    await rm(partialPathOf(outputPath), { force: true });
    throw failureOf(end, order.task, timeoutMs);
  }

  async #onFreeProcess<Result>(work: (process: WorkerProcess) => Promise<Result>): Promise<Result> {
    return this.#asManyAtOnce(async () => {
      const process = this.#free.shift();
      if (process === undefined)
        throw new NeuronError("INTERNAL", "More is done at once than there are processes");
      try {
        return await work(process);
      } finally {
        this.#free.push(process);
      }
    });
  }
}

const tasks = {
  train: { name: "Training", code: "TRAINING_FAILED", isTraining: true },
  validate: { name: "Validation", code: "TRAINING_FAILED", isTraining: true },
  predict: { name: "Scoring", code: "MODEL_REFUSED", isTraining: false },
  explain: { name: "Explaining", code: "MODEL_REFUSED", isTraining: false },
} as const satisfies Record<Order["task"], { name: string; code: ErrorCode; isTraining: boolean }>;

function failureOf(end: WorkerEnd, task: Order["task"], timeoutMs: number): NeuronError {
  const { name, code } = tasks[task];
  switch (end.kind) {
    case "answered":
      return end.answer.kind === "failed"
        ? new NeuronError(end.answer.code, end.answer.message, { context: end.answer.context })
        : unexpected(end.answer);
    case "cancelled":
      return new NeuronError("CANCELLED", `${name} was cancelled`);
    case "timedOut":
      return new NeuronError(code, `${name} was stopped after its time limit of ${timeoutMs} ms`, {
        context: { timeoutMs },
      });
    case "died": {
      const { exitCode, signal, stderr } = end;
      const how =
        signal === null ? `with exit code ${String(exitCode)}` : `by ${signal} (${signalHint(signal)})`;
      const message = `${name} failed: its process was ended ${how} before it answered`;
      return new NeuronError(code, message, { context: { exitCode, signal, stderr } });
    }
  }
}

function signalHint(signal: string): string {
  return signal === "SIGKILL"
    ? "from outside: often the system running out of memory"
    : "a crash inside the library: a damaged model file or library";
}

function unexpected({ kind }: Answer): NeuronError {
  return new NeuronError("INTERNAL", `The model worker gave an answer that does not fit its order: ${kind}`);
}
