import { asNeuronError } from "./errors.ts";
import type { Logger } from "./logger.ts";

/** A part that runs: nothing happens in its constructor, and `stop` may be called twice. */
export interface Startable {
  readonly name: string;
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts parts in the order given and stops them in reverse. When one fails to start, those before it are
 * stopped and its error is thrown.
 */
export class Lifecycle {
  readonly #parts: readonly Startable[];
  readonly #logger: Logger;
  #running: Startable[] = [];

  constructor(parts: readonly Startable[], logger: Logger) {
    this.#parts = parts;
    this.#logger = logger;
  }

  async start(signal: AbortSignal): Promise<void> {
    for (const part of this.#parts) {
      try {
        signal.throwIfAborted();
        await part.start(signal);
        this.#running.push(part);
      } catch (error) {
        await this.stop();
        throw error;
      }
    }
  }

  /** Stops every running part; one that fails to stop is logged and does not keep the others running. */
  async stop(): Promise<void> {
    const running = this.#running.reverse();
    this.#running = [];
    for (const part of running) {
      await part.stop().catch((error: unknown) => {
        this.#logger.error("Part failed to stop", { part: part.name, error: asNeuronError(error).message });
      });
    }
  }
}
