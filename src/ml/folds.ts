import { NeuronError } from "../lib/errors.ts";
import type { FoldKind, FoldSettings } from "./contract.ts";

/** Rows by what folds are made of: one entry per row. */
export interface FoldKeys {
  /** Days since 1970. */
  readonly dates: Float32Array;
  /** Equal for rows of one address. */
  readonly addresses: Float32Array;
  /** 1 for a row that trains only, else 0; undefined where every row may be held out. */
  readonly hindsight?: Float32Array;
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
 * and of the other groups. So an address is never on both sides, and every row of the held-out dates is held out once,
 * but for rows of hindsight: they train by the same rule, and make no date one to hold out or to train on.
 * Where no date has older rows to train on, addresses alone make the folds. Throws INTERNAL when even these leave one
 * side empty: fewer than two groups have rows.
 */
export function planFolds(keys: FoldKeys, settings: FoldSettings): FoldPlan {
  const dates = [...new Set(keys.dates.filter((_, row) => !isHindsight(keys, row)))].sort((a, b) => a - b);
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

function foldsOf(keys: FoldKeys, settings: FoldSettings, dates: readonly (number | undefined)[]): Fold[] {
  return dates
    .flatMap((date) =>
      Array.from({ length: settings.addressGroups }, (_, group) => foldOf(keys, settings, { date, group })),
    )
    .filter(({ train, heldOut }) => train.length > 0 && heldOut.length > 0);
}

function foldOf(
  keys: FoldKeys,
  { addressGroups, gapDays }: FoldSettings,
  { date, group }: { readonly date: number | undefined; readonly group: number },
): Fold {
  const dayOf = (row: number) => keys.dates[row] ?? NaN;
  const isOfGroup = (row: number) => (keys.addresses[row] ?? NaN) % addressGroups === group;
  const wasKnown = (day: number) => date === undefined || (day <= date - gapDays && day < date);
  const isOfDate = (day: number) => date === undefined || day === date;
  return {
    ...(date !== undefined && { date }),
    group,
    train: rowsWhere(keys, (row) => !isOfGroup(row) && wasKnown(dayOf(row))),
    heldOut: rowsWhere(keys, (row) => isOfGroup(row) && isOfDate(dayOf(row)) && !isHindsight(keys, row)),
  };
}

function rowsWhere({ dates }: FoldKeys, belongs: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(dates.length);
  let count = 0;
  for (let row = 0; row < dates.length; row += 1) {
    if (belongs(row)) {
      rows[count] = row;
      count += 1;
    }
  }
  return rows.slice(0, count);
}

function isHindsight({ hindsight }: FoldKeys, row: number): boolean {
  return hindsight?.[row] === 1;
}
