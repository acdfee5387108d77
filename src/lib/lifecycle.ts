import { setImmediate } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import { asNeuronError } from "./errors.ts";
import type { Logger } from "./logger.ts";

/** A part that runs: nothing happens in its constructor, and `stop` may be called twice. */
export interface Startable {
  readonly name: string;
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** How long a part may take to stop. */
export interface StopLimit {
  readonly clock: Clock;
  readonly limitMs: number;
}

/**
 * Starts parts in the order given and stops them in reverse. When one fails to start, those before it are
 * stopped and its error is thrown.
 */
export class Lifecycle {
  readonly #parts: readonly Startable[];
  readonly #logger: Logger;
  readonly #stopLimit: StopLimit | undefined;
  #running: Startable[] = [];

  /** @param stopLimit without one, parts are waited for as long as they take. */
  constructor(parts: readonly Startable[], logger: Logger, stopLimit?: StopLimit) {
    this.#parts = parts;
    this.#logger = logger;
    this.#stopLimit = stopLimit;
  }

  async start(signal: AbortSignal): Promise<void> {
    for (const part of this.#parts) {
      try {
        signal.throwIfAborted();
        await part.start(signal);
        this.#running.push(part);
        // What is up is at work before the next part keeps the process busy.
        await setImmediate();
      } catch (error) {
        await this.stop();
        throw error;
      }
    }
  }

  /** Stops every running part; one that fails to, or takes too long, is logged and does not keep the others running. */
  async stop(): Promise<void> {
    const running = this.#running.reverse();
    this.#running = [];
    for (const part of running) {
      const isInTime = await this.#withinLimit(this.#stopPart(part));
      if (!isInTime) this.#logger.error("Part did not stop in time and is left behind", { part: part.name });
    }
  }

  async #stopPart(part: Startable): Promise<void> {
    await part.stop().catch((error: unknown) => {
      this.#logger.error("Part failed to stop", { part: part.name, error: asNeuronError(error).message });
    });
  }

  async #withinLimit(stopping: Promise<void>): Promise<boolean> {
    const inTime = stopping.then(() => true);
    if (this.#stopLimit === undefined) return inTime;
    const { clock, limitMs } = this.#stopLimit;
    const stopped = new AbortController();
    const tooLate = clock.sleep(limitMs, stopped.signal).then(
      () => false,
      () => true,
    );
    const isInTime = await Promise.race([inTime, tooLate]);
    stopped.abort();
    return isInTime;
  }
}
