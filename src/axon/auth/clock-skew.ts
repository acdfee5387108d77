import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";

export interface ClockSkewDeps {
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
  /** Returns the moments between which the chain's time is now, or undefined while that is unknown. */
  readonly chainTimeMs: () => ChainTime | undefined;
}

/** Milliseconds since the Unix epoch. The two are apart by what is unknown of the way of a block to us. */
export interface ChainTime {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** How our clock differs from others'. In milliseconds, positive when the others are ahead of us. */
export interface Skew {
  /** Median over the last request of each verified caller, the way of the request included; undefined without any. */
  readonly callersMs: number | undefined;
  /** How many callers it is made of. */
  readonly callers: number;
  /** How far the chain's time is surely off ours: 0 when ours may be right; undefined when the chain's is unknown. */
  readonly chainMs: number | undefined;
}

const maxCallers = 256;
const toleratedMs = 2_000;
const checkEveryMs = 60_000;
const warnAgainAfterMs = 3_600_000;

/**
 * Compares our clock with those of verified callers and with the chain's. Callers are counted once each, so that a
 * busy one with a wrong clock does not outvote the others; only those within the window of freshness are seen at all.
 */
export class ClockSkew {
  readonly #deps: ClockSkewDeps;
  /** By hotkey, the caller heard of longest ago first. */
  readonly #offsetsMs = new Map<string, number>();
  #checkedAtMs = Number.NEGATIVE_INFINITY;
  #warnedAtMs: number | undefined;

  constructor(deps: ClockSkewDeps) {
    this.#deps = deps;
  }

  /** Takes note of a request that was verified just now. */
  observe(hotkey: string, sentAtMs: number): void {
    const nowMs = this.#deps.clock.now();
    this.#offsetsMs.delete(hotkey);
    this.#offsetsMs.set(hotkey, sentAtMs - nowMs);
    const [oldest] = this.#offsetsMs.keys();
    if (this.#offsetsMs.size > maxCallers && oldest !== undefined) this.#offsetsMs.delete(oldest);
    if (Math.abs(nowMs - this.#checkedAtMs) >= checkEveryMs) this.check();
  }

  /** Returns how our clock stands now. */
  skew(): Skew {
    const offsetsMs = [...this.#offsetsMs.values()];
    const chain = this.#deps.chainTimeMs();
    return {
      callersMs: medianOf(offsetsMs),
      callers: offsetsMs.length,
      chainMs: chain === undefined ? undefined : distanceMs(chain, this.#deps.clock.now()),
    };
  }

  /** Returns whether our clock is known to be right: where it is not, a caller who is late or early to it may be in time. */
  isKnownRight(): boolean {
    const { chainMs } = this.skew();
    return chainMs !== undefined && Math.abs(chainMs) <= toleratedMs;
  }

  /**
   * Warns when our clock is surely more than two seconds off the chain's: once when it begins and every hour that it
   * lasts. Called with requests, once a minute at most; a new head of the chain is a good moment for a call, too.
   */
  check(): void {
    const nowMs = this.#deps.clock.now();
    this.#checkedAtMs = nowMs;
    const { chainMs, callersMs, callers } = this.skew();
    if (chainMs === undefined) return;
    if (Math.abs(chainMs) <= toleratedMs) {
      if (this.#warnedAtMs !== undefined) this.#deps.logger.info("Clock agrees with the chain again");
      this.#warnedAtMs = undefined;
      return;
    }
    if (this.#warnedAtMs !== undefined && Math.abs(nowMs - this.#warnedAtMs) < warnAgainAfterMs) return;
    this.#warnedAtMs = nowMs;
    this.#deps.logger.warn("Clock disagrees with the chain: callers will be refused, synchronise it", {
      chainMs,
      callersMs,
      callers,
    });
  }
}

function distanceMs({ earliestMs, latestMs }: ChainTime, nowMs: number): number {
  if (nowMs < earliestMs) return earliestMs - nowMs;
  return nowMs > latestMs ? latestMs - nowMs : 0;
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
