import { DAY_MS, HOUR_MS, type Period, startOfDay } from "../calendar.ts";
import type { Actor } from "../population.ts";
import type { Random } from "../prng.ts";
import type { Transaction } from "../transaction.ts";

/** Returns one transfer, its amount rounded to the millionth of a dollar and at least that. */
export function transfer(from: Actor, to: Actor, at: { atMs: number; amountUsd: number }): Transaction {
  return {
    from: from.index,
    to: to.index,
    atMs: Math.floor(at.atMs),
    amountUsd: Math.max(1, Math.round(at.amountUsd * 1e6)) / 1e6,
  };
}

/** Returns the instants of a Poisson process within the period, its mean gap in days. */
export function arrivals(random: Random, { fromMs, untilMs }: Period, meanGapDays: number): number[] {
  const instants: number[] = [];
  const gap = () => random.exponential(meanGapDays * DAY_MS);
  for (let atMs = fromMs + gap(); atMs < untilMs; atMs += gap()) instants.push(atMs);
  return instants;
}

/** Returns the actor's part of the period: from its birth on. */
export function lifeOf(actor: Actor, { fromMs, untilMs }: Period): Period {
  return { fromMs: Math.max(fromMs, actor.bornMs), untilMs };
}

/** Moves an instant to an hour at which people are awake, mostly the early afternoon, on the same day. */
export function byDay(random: Random, atMs: number): number {
  const hour = 5 + (random.between(0, 18) + random.between(0, 18)) / 2;
  return startOfDay(atMs) + hour * HOUR_MS;
}

/** Moves an instant to between midnight and six, on the same day. */
export function byNight(random: Random, atMs: number): number {
  return startOfDay(atMs) + random.between(0, 6) * HOUR_MS;
}
