import { asNeuronError } from "../lib/errors.ts";
import type { Startable } from "../lib/lifecycle.ts";
import type { Logger } from "../lib/logger.ts";
import type { Chain } from "./chain-client.ts";
import { BlockView } from "./block-view.ts";
import { hashSchema } from "./connection/head.ts";
import type { Unsubscribe } from "./observers.ts";
import { countSchema } from "./values.ts";

export interface ChainTimeDeps {
  readonly chain: Pick<Chain, "access" | "onHead">;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonicMs: () => number;
  readonly logger: Logger;
}

/** The moments between which the chain's time is, in milliseconds since the Unix epoch. */
export interface ChainTimeRange {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** At most this long after its time the newest block is still the newest: a few slots without one (facts: bittensor 3.1). */
const oldestBestBlockMs = 60_000;
const sampleEveryMs = 60_000;
/** Clocks drift by milliseconds in this time. */
const keptSamples = 60;

/**
 * Tells the chain's time from the time that its newest blocks state. A single one says little, for it may be new or
 * some slots old; of many, some were read the moment they were made. Between blocks it counts on by a clock that nobody
 * sets, so that it can tell at once when ours was.
 */
export class ChainTime implements Startable {
  readonly name = "chain-time";
  readonly #deps: ChainTimeDeps;
  /** The monotonic clock less the time of the block that was the newest then. */
  #lagsMs: readonly number[] = [];
  #sampledAtMs = Number.NEGATIVE_INFINITY;
  #stopHeads: Unsubscribe = () => undefined;

  constructor(deps: ChainTimeDeps) {
    this.#deps = deps;
  }

  start(): Promise<void> {
    this.#stopHeads = this.#deps.chain.onHead(() => {
      const nowMs = this.#deps.monotonicMs();
      if (nowMs - this.#sampledAtMs < sampleEveryMs) return;
      this.#sampledAtMs = nowMs;
      void this.sample();
    });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#stopHeads();
    return Promise.resolve();
  }

  /** Returns between which moments the chain's time is now, or undefined before its first block was read. */
  range(): ChainTimeRange | undefined {
    if (this.#lagsMs.length === 0) return undefined;
    const nowMs = this.#deps.monotonicMs();
    const earliestMs = nowMs - Math.min(...this.#lagsMs);
    return { earliestMs, latestMs: nowMs - Math.max(...this.#lagsMs) + oldestBestBlockMs };
  }

  /** Reads the newest block's time, beside those that come with the heads. Never throws: then it is not known. */
  async sample(): Promise<void> {
    const { chain, monotonicMs, logger } = this.#deps;
    try {
      const access = chain.access();
      const hash = hashSchema.parse(await access.rpc.call("chain_getBlockHash", []));
      const view = new BlockView(access, await access.runtime(), { number: 0, hash });
      const blockMs = await view.get(["timestamp", "now"], [], countSchema);
      this.#take(monotonicMs() - blockMs);
    } catch (error) {
      logger.debug("The chain's time cannot be read", { error: asNeuronError(error).message });
    }
  }

  /** Two newest blocks differ in age by less than this. If samples do not, the clock stood still: the machine slept. */
  #take(lagMs: number): void {
    const consistent = this.#lagsMs.filter((other) => Math.abs(other - lagMs) <= oldestBestBlockMs);
    this.#lagsMs = [...consistent, lagMs].slice(-keptSamples);
  }
}
