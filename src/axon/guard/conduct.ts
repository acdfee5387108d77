import { EventLog } from "./event-log.ts";

const hourMs = 3_600_000;

/** Critical failures count together within this time (facts: sparket 2.4). */
const criticalWindowMs = 24 * hourMs;
/** Requests refused by a cooldown count together within this time. */
const violationWindowMs = hourMs;
/** Each such time without a cooldown takes one doubling back. */
const decayMs = hourMs;

/** From when on a subject is punished, and how long its cooldowns are. */
export interface Penalties {
  /** So many failures within the window start a cooldown. */
  readonly failures: number;
  readonly failureWindowMs: number;
  /** Of the first cooldown; each further one takes twice as long as the one before. */
  readonly firstCooldownMs: number;
  readonly longestCooldownMs: number;
  /** So many requests refused by a cooldown within an hour ban for a time. */
  readonly violations: number;
  /** So many critical failures within a day ban for good. */
  readonly criticalFailures: number;
}

/** What a failure leads to. */
export type Sentence =
  | { readonly kind: "none" }
  | { readonly kind: "cooldown"; readonly durationMs: number }
  | { readonly kind: "ban" };

/** What one address or hotkey has done wrong of late. Made at its first failure: who does nothing wrong has none. */
export class Conduct {
  readonly #penalties: Penalties;
  readonly #failures: EventLog;
  readonly #violations: EventLog;
  readonly #critical: EventLog;
  #level = 0;
  #coolingUntilMs = 0;
  #lastMarkMs = 0;

  constructor(penalties: Penalties) {
    this.#penalties = penalties;
    this.#failures = new EventLog(penalties.failures);
    this.#violations = new EventLog(penalties.violations);
    this.#critical = new EventLog(penalties.criticalFailures);
  }

  /** Returns how long the cooldown lasts yet; 0 without one. */
  coolingMs(nowMs: number): number {
    const leftMs = this.#coolingUntilMs - nowMs;
    // More than the longest is a clock that was set back: to wait for it could take years.
    return leftMs > this.#penalties.longestCooldownMs ? 0 : Math.max(0, leftMs);
  }

  /**
   * Takes down a failure. Enough of them start a cooldown, but never a longer one while one lasts: requests that were
   * on their way together are one offence, not five doublings.
   */
  fail(nowMs: number, isCritical: boolean): Sentence {
    this.#markFailure(nowMs);
    if (isCritical) this.#critical.record(nowMs);
    const { failures, failureWindowMs, criticalFailures } = this.#penalties;
    if (isCritical && this.#critical.hasReached(criticalFailures, criticalWindowMs, nowMs)) {
      return { kind: "ban" };
    }
    if (this.coolingMs(nowMs) > 0 || !this.#failures.hasReached(failures, failureWindowMs, nowMs)) {
      return { kind: "none" };
    }
    return { kind: "cooldown", durationMs: this.#cool(nowMs) };
  }

  /** Takes down a request that came during the cooldown. It counts as a failure too, for when the cooldown is over. */
  violate(nowMs: number): Sentence {
    this.#markFailure(nowMs);
    this.#violations.record(nowMs);
    const isBan = this.#violations.hasReached(this.#penalties.violations, violationWindowMs, nowMs);
    return { kind: isBan ? "ban" : "none" };
  }

  /** Returns whether nothing of it can matter any more. */
  isForgotten(nowMs: number): boolean {
    return nowMs - this.#lastMarkMs >= criticalWindowMs && this.#levelAt(nowMs) === 0;
  }

  #markFailure(nowMs: number): void {
    this.#failures.record(nowMs);
    this.#lastMarkMs = nowMs;
  }

  #cool(nowMs: number): number {
    const { firstCooldownMs, longestCooldownMs } = this.#penalties;
    const durationMs = Math.min(firstCooldownMs * 2 ** this.#levelAt(nowMs), longestCooldownMs);
    this.#level = this.#levelAt(nowMs) + 1;
    this.#coolingUntilMs = nowMs + durationMs;
    return durationMs;
  }

  #levelAt(nowMs: number): number {
    const quietMs = Math.max(0, nowMs - this.#coolingUntilMs);
    return Math.max(0, this.#level - Math.floor(quietMs / decayMs));
  }
}
