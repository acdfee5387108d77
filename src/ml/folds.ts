import { NeuronError } from "../lib/errors.ts";
import type { FoldKind, FoldSettings } from "./contract.ts";

/** Rows by what folds are made of: one entry per row. */
export interface FoldKeys {
  /** Days since 1970. */
  readonly dates: Float32Array;
  /** Equal for rows of one address. */
  readonly addresses: Float32Array;
}

/** Rows that are held out together, and those that may train for them. */
export interface Fold {
  readonly date?: number;
  readonly group: number;
  readonly train: Uint32Array;
  readonly heldOut: Uint32Array;
}

export interface FoldPlan {
  readonly kind: FoldKind;
  /** Oldest date first, then by group; every one has rows on both sides. */
  readonly folds: readonly Fold[];
}

/**
 * Returns folds that no row can see across, neither in time nor by address. Walk-forward: a date's rows of one group of
 * addresses are held out, and rows train for them that are at least `gapDays` older (their labels were known by then)
 * and of the other groups. So an address is never on both sides, and every row of the held-out dates is held out once.
 * Where no date has older rows to train on, addresses alone make the folds. Throws INTERNAL when even these leave one
 * side empty: fewer than two groups have rows.
 */
export function planFolds(keys: FoldKeys, settings: FoldSettings): FoldPlan {
  const dates = [...new Set(keys.dates)].sort((a, b) => a - b);
  const [first = NaN] = dates;
  const reachable = dates.filter((date) => date - settings.gapDays >= first && date > first);
  const walk = foldsOf(keys, settings, reachable.slice(-settings.dates));
  if (walk.length > 0) return { kind: "walk-forward", folds: walk };
  const byAddress = foldsOf(keys, settings, [undefined]);
  if (byAddress.length > 0) return { kind: "addresses", folds: byAddress };
  throw new NeuronError(
    "INTERNAL",
    "No rows can be held out: all are of one date and one group of addresses",
  );
}

function foldsOf(
  keys: FoldKeys,
  { addressGroups, gapDays }: FoldSettings,
  dates: readonly (number | undefined)[],
): Fold[] {
  return dates
    .flatMap((date) =>
      Array.from({ length: addressGroups }, (_, group) => ({
        ...(date !== undefined && { date }),
        group,
        train: rowsWhere(
          keys,
          (day, address) =>
            address % addressGroups !== group &&
            (date === undefined || (day <= date - gapDays && day < date)),
        ),
        heldOut: rowsWhere(
          keys,
          (day, address) => address % addressGroups === group && (date === undefined || day === date),
        ),
      })),
    )
    .filter(({ train, heldOut }) => train.length > 0 && heldOut.length > 0);
}

function rowsWhere(
  { dates, addresses }: FoldKeys,
  belongs: (date: number, address: number) => boolean,
): Uint32Array {
  const rows = new Uint32Array(dates.length);
  let count = 0;
  for (let row = 0; row < dates.length; row += 1) {
    if (belongs(dates[row] ?? NaN, addresses[row] ?? NaN)) {
      rows[count] = row;
      count += 1;
    }
  }
  return rows.slice(0, count);
}
