import { at } from "./at.ts";
import { seededRandom } from "./random.ts";

const mostResamples = 100_000;

export interface BootstrapRequest {
  /** How many rows there are. */
  readonly rows: number;
  /** Returns the figure over these rows, a row counting as often as it is there; undefined where it has no value. */
  readonly figure: (rows: Uint32Array) => number | undefined;
  /** The group of each row: rows that belong together, as the alerts of one address, are drawn together. */
  readonly groups?: ArrayLike<number>;
  readonly resamples: number;
  readonly seed: number;
  /** The share of resamples that lies inside the interval: 0.95 unless told. */
  readonly level?: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Of the resamples, those over which the figure had a value. */
  readonly resamples: number;
}

/**
 * Returns the percentile interval of a figure over rows drawn with replacement (Efron 1979), ends interpolated between
 * neighbours. The same seed gives the same interval. Undefined when no resample gave the figure a value.
 */
export function bootstrapInterval(request: BootstrapRequest): Interval | undefined {
  const draw = resampler(request);
  const resamples = Math.min(request.resamples, mostResamples);
  return intervalOf(
    Array.from({ length: resamples }, () => request.figure(draw())),
    request.level,
  );
}

/** Returns a function that draws as many rows as there are, with replacement, or as many groups with all their rows. */
export function resampler({
  rows,
  groups,
  seed,
}: Pick<BootstrapRequest, "rows" | "groups" | "seed">): () => Uint32Array {
  const random = seededRandom(seed);
  const members = groups === undefined ? undefined : rowsByGroup(groups, rows);
  return () => (members === undefined ? drawRows(rows, random) : drawGroups(members, random));
}

/**
 * Returns the interval that holds this share of a figure's values over resamples; those without a value do not count.
 * Undefined when none has one.
 */
export function intervalOf(figures: readonly (number | undefined)[], level = 0.95): Interval | undefined {
  const known = figures.filter((figure) => figure !== undefined && !Number.isNaN(figure));
  if (known.length === 0) return undefined;
  const sorted = Float64Array.from(known).sort();
  return {
    low: quantile(sorted, (1 - level) / 2),
    high: quantile(sorted, (1 + level) / 2),
    resamples: sorted.length,
  };
}

/** Returns the value below which a share of sorted values lies, interpolated as numpy does by default. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = at(sorted, below);
  const high = at(sorted, Math.min(below + 1, sorted.length - 1));
  return low + (high - low) * (place - below);
}

function drawRows(rows: number, random: () => number): Uint32Array {
  const drawn = new Uint32Array(rows);
  for (let draw = 0; draw < rows; draw += 1) drawn[draw] = Math.floor(random() * rows);
  return drawn;
}

function drawGroups(members: readonly (readonly number[])[], random: () => number): Uint32Array {
  return Uint32Array.from(members.flatMap(() => members[Math.floor(random() * members.length)] ?? []));
}

function rowsByGroup(groups: ArrayLike<number>, rows: number): number[][] {
  const members = new Map<number, number[]>();
  for (let row = 0; row < rows; row += 1) {
    const group = at(groups, row);
    const known = members.get(group);
    if (known === undefined) members.set(group, [row]);
    else known.push(row);
  }
  return [...members.values()];
}
