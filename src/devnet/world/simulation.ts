import { behaviours } from "./behaviours/behaviours.ts";
import { castOf } from "./behaviours/cast.ts";
import type { Period } from "./calendar.ts";
import type { Actor } from "./population.ts";
import type { Random } from "./prng.ts";
import type { Transaction } from "./transaction.ts";

/** Returns everything that happens within the period, in order of time. */
export function simulateTransactions(
  population: readonly Actor[],
  times: { readonly period: Period; readonly growth: Period },
  random: Random,
): Transaction[] {
  const cast = castOf(population);
  const { fromMs, untilMs } = times.period;
  return population
    .flatMap((actor) => behaviours[actor.kind](actor, { ...times, cast, random: random.fork(actor.address) }))
    .filter(({ from, to, atMs }) => from !== to && atMs >= fromMs && atMs < untilMs)
    .sort((a, b) => a.atMs - b.atMs || a.from - b.from || a.to - b.to || a.amountUsd - b.amountUsd);
}
