import { DAY_MS, hourOf, weekdayOf } from "./calendar.ts";
import { groupBy } from "./group-by.ts";
import type { Transaction } from "./transaction.ts";

/** Everything that went from one address to another within a window. */
export interface Flow {
  readonly from: number;
  readonly to: number;
  readonly transactions: number;
  readonly amountUsd: number;
  /** What came back the other way. */
  readonly returnedUsd: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The span in whole days, at least 1; not the number of different days (facts: aml-risk 1.7). */
  readonly activeDays: number;
  /** Transactions by hour of the day. */
  readonly hourly: readonly number[];
  /** Transactions by day of the week, Monday first. */
  readonly weekly: readonly number[];
}

/** Returns one flow per ordered pair, in order of their first transaction. */
export function flowsOf(transactions: readonly Transaction[]): Flow[] {
  const byPair = groupBy(transactions, ({ from, to }) => pairKey(from, to));
  const amounts = new Map([...byPair].map(([key, moves]) => [key, totalUsd(moves)]));
  return [...byPair.values()].flatMap((moves) => {
    const [first] = moves;
    const last = moves.at(-1);
    if (first === undefined || last === undefined) return [];
    const { from, to } = first;
    return {
      from,
      to,
      transactions: moves.length,
      amountUsd: totalUsd(moves),
      returnedUsd: amounts.get(pairKey(to, from)) ?? 0,
      firstMs: first.atMs,
      lastMs: last.atMs,
      activeDays: Math.max(1, Math.floor((last.atMs - first.atMs) / DAY_MS)),
      hourly: countBy(moves, 24, hourOf),
      weekly: countBy(moves, 7, weekdayOf),
    };
  });
}

/** Returns how many transactions fall into each of the slots. */
export function countBy(
  transactions: readonly Transaction[],
  slots: number,
  slotOf: (atMs: number) => number,
): number[] {
  const counts = Array.from({ length: slots }, () => 0);
  for (const { atMs } of transactions) {
    const slot = slotOf(atMs);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}

function pairKey(from: number, to: number): string {
  return `${from}>${to}`;
}

function totalUsd(transactions: readonly Transaction[]): number {
  return transactions.reduce((sum, { amountUsd }) => sum + amountUsd, 0);
}
