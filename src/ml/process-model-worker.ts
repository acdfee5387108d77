import type {
  ExplainRequest,
  ExplainResult,
  ModelSession,
  ModelWorker,
  PredictRequest,
  PredictResult,
  TrainRequest,
  TrainResult,
  ValidateRequest,
  ValidateResult,
  WorkOptions,
} from "./contract.ts";
import { WorkerProcess } from "./worker-process.ts";
import { WorkerSession, type WorkerSettings } from "./worker-session.ts";

/**
 * Does all work with models in child processes: one per request, or one per session. Whatever becomes of the child, the
 * request ends: with a result, or with TRAINING_FAILED, MODEL_REFUSED, LIBRARY_MISSING or CANCELLED; INTERNAL when the
 * rows to score or explain are not what their layout says.
 */
export class ProcessModelWorker implements ModelWorker {
  readonly #settings: WorkerSettings;

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
  }

  async train(request: TrainRequest, options?: WorkOptions): Promise<TrainResult> {
    return this.#alone((session) => session.train(request, options));
  }

  async validate(request: ValidateRequest, options?: WorkOptions): Promise<ValidateResult> {
    return this.#alone((session) => session.validate(request, options));
  }

  async predict(request: PredictRequest, options?: WorkOptions): Promise<PredictResult> {
    return this.#alone((session) => session.predict(request, options));
  }

  async explain(request: ExplainRequest, options?: WorkOptions): Promise<ExplainResult> {
    return this.#alone((session) => session.explain(request, options));
  }

  open(processes: number): ModelSession {
    const started = Array.from({ length: processes }, () => new WorkerProcess());
    for (const process of started) process.start();
    return new WorkerSession(started, this.#settings);
  }

  /** Does one thing in a process of its own, which is started only where there is something to do. */
  async #alone<Result>(work: (session: WorkerSession) => Promise<Result>): Promise<Result> {
    const session = new WorkerSession([new WorkerProcess()], this.#settings);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
}
