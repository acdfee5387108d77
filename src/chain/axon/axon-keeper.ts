import type { Clock } from "../../lib/clock.ts";
import { asNeuronError, type NeuronError } from "../../lib/errors.ts";
import { underSignals } from "../../lib/joined-signal.ts";
import type { Startable } from "../../lib/lifecycle.ts";
import type { Logger } from "../../lib/logger.ts";
import { pause } from "../pause.ts";

export interface AxonKeeperDeps {
  /** Brings the chain's record to what it should be, and returns once it is; `announceAxon` with its arguments. */
  readonly announce: (signal: AbortSignal) => Promise<"kept" | "served">;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface AxonKeeperSettings {
  /** How often the record is compared when nothing calls for it earlier. */
  readonly checkMs: number;
  /** Wait after a failure. */
  readonly retryMs: number;
}

export const defaultAxonKeeperTimes = { checkMs: 600_000, retryMs: 30_000 } as const;

/** How the chain's record of the axon stands. */
export type AnnouncementState =
  | { readonly status: "pending" }
  | { readonly status: "announced"; readonly sinceMs: number }
  | { readonly status: "failed"; readonly sinceMs: number; readonly error: NeuronError };

/**
 * Keeps the axon announced: at the start, from time to time, and when told that something may have changed it, such
 * as a new registration, which begins without a record. A failure is tried again and never ends the neuron.
 */
export class AxonKeeper implements Startable {
  readonly name = "axon announcement";
  readonly #deps: AxonKeeperDeps;
  readonly #settings: AxonKeeperSettings;
  #state: AnnouncementState = { status: "pending" };
  #lifetime: AbortController | undefined;
  #wake = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(deps: AxonKeeperDeps, settings: AxonKeeperSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  async start(signal: AbortSignal): Promise<void> {
    await this.stop();
    const lifetime = new AbortController();
    this.#lifetime = lifetime;
    this.#running = this.#keep(AbortSignal.any([signal, lifetime.signal]));
  }

  async stop(): Promise<void> {
    this.#lifetime?.abort();
    this.#lifetime = undefined;
    await this.#running;
  }

  state(): AnnouncementState {
    return this.#state;
  }

  /** Asks for a comparison now. */
  check(): void {
    this.#wake.abort();
  }

  async #keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Made anew before the work, so that a call during it is not lost.
      this.#wake = new AbortController();
      const isDone = await this.#announce(signal);
      const { checkMs, retryMs } = this.#settings;
      await underSignals([signal, this.#wake.signal], (wake) =>
        pause(this.#deps.clock, isDone ? checkMs : retryMs, wake),
      );
    }
  }

  async #announce(signal: AbortSignal): Promise<boolean> {
    const { announce, clock, logger } = this.#deps;
    try {
      await announce(signal);
      if (this.#state.status !== "announced") this.#state = { status: "announced", sinceMs: clock.now() };
      return true;
    } catch (failure) {
      const error = asNeuronError(failure);
      if (signal.aborted) return false;
      const isNews = this.#state.status !== "failed" || this.#state.error.message !== error.message;
      const sinceMs = this.#state.status === "failed" ? this.#state.sinceMs : clock.now();
      this.#state = { status: "failed", sinceMs, error };
      logger[isNews ? "warn" : "debug"]("Axon could not be announced", {
        code: error.code,
        error: error.message,
      });
      return false;
    }
  }
}
