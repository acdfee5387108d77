import type { Asked } from "./load.ts";

/** Something was done to the neuron that may keep it from answering. */
export interface Outage {
  readonly what: "neuron killed" | "engine killed" | "clock set";
  /** Seconds of the run. */
  readonly from: number;
  /** Until when requests may fail; undefined while it lasts. */
  until: number | undefined;
}

/** Requests that failed in one way; times in seconds of the run. */
interface Failures {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A failed request outside of these is held against the neuron. In seconds. */
const longestExcuse = 30;
/** What a library that sets the clock keeps, and a request that was under way. */
const clockMargin = 2;

/** Tells which failures were to be expected, and how long each kill kept answers from coming. */
export class Outages {
  readonly #outages: Outage[] = [];
  readonly #answers: { readonly at: number; readonly isPage: boolean }[] = [];
  /** Requests that were not answered for no reason that is known here, by how they failed. */
  readonly unexplained = new Map<string, Failures>();
  failed = 0;

  begin(what: Outage["what"], at: number): Outage {
    const outage = { what, from: at, until: undefined };
    this.#outages.push(outage);
    return outage;
  }

  /** Takes down an answer that was good. With the first one after its death, the neuron is back. */
  answered({ question, askedAt, answeredAt }: Asked): void {
    this.#answers.push({ at: answeredAt, isPage: question.page !== undefined });
    for (const outage of this.#outages) {
      if (outage.what === "neuron killed" && askedAt > outage.from) outage.until ??= answeredAt;
    }
  }

  /** Takes down a request that was not answered. */
  refused(asked: Asked): void {
    this.failed += 1;
    if (this.#outages.some((outage) => explains(outage, asked))) return;
    const { askedAt, outcome } = asked;
    const { kind } = outcome;
    const words = kind === "refused" ? { status: outcome.status, message: outcome.message } : {};
    const way = [kind, ...Object.values(words)].join(" ");
    const { count = 0, firstAt = askedAt } = this.unexplained.get(way) ?? {};
    this.unexplained.set(way, { count: count + 1, firstAt, lastAt: askedAt });
  }

  /** How many requests were not answered for no reason that is known here. */
  get unexplainedCount(): number {
    return [...this.unexplained.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /**
   * Returns how long each kill kept answers from coming, in seconds: the longest time without one in the half minute
   * after it. Documents are in the neuron's memory, so of the engine's death only parts of them tell. A kill under a
   * clock that was set is left out: callers are refused then.
   */
  downtimes(
    endedAt: number,
  ): readonly { readonly what: string; readonly at: number; readonly seconds: number }[] {
    return this.#outages
      .filter(({ what, from }) => what !== "clock set" && !this.#isClockSet(from))
      .map(({ what, from }) => {
        const until = Math.min(from + longestExcuse, this.#nextKill(from), endedAt);
        const times = this.#answers
          .filter(({ at, isPage }) => at >= from && at <= until && (isPage || what === "neuron killed"))
          .map(({ at }) => at)
          .sort((one, other) => one - other);
        return { what, at: from, seconds: longestGap([from, ...times, until]) };
      });
  }

  #nextKill(from: number): number {
    return Math.min(...this.#outages.filter((outage) => outage.from > from).map((outage) => outage.from));
  }

  #isClockSet(at: number): boolean {
    return this.#outages.some(
      ({ what, from, until = Infinity }) =>
        what === "clock set" && at > from - longestExcuse && at < until + clockMargin,
    );
  }
}

function explains({ what, from, until }: Outage, { askedAt, answeredAt, outcome }: Asked): boolean {
  const end =
    what === "clock set"
      ? (until ?? Infinity) + clockMargin
      : Math.min(until ?? Infinity, from + longestExcuse);
  if (answeredAt < from || askedAt > end) return false;
  switch (what) {
    case "neuron killed":
      return true;
    case "engine killed":
      return outcome.kind === "refused" && outcome.status === 503;
    case "clock set":
      return isUntimely(outcome);
  }
}

/** Whoever calls with the true time is early or late to a clock that is wrong. */
function isUntimely(outcome: Asked["outcome"]): boolean {
  return outcome.kind === "refused" && [401, 403].includes(outcome.status);
}

function longestGap(times: readonly number[]): number {
  return times.reduce((longest, at, place) => Math.max(longest, at - (times[place - 1] ?? at)), 0);
}
