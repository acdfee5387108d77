/** One promise about speed or memory: a ratio, measured in one run against a named reference. */
export interface Bench {
  readonly name: string;
  /** The promise: the value is at least, or at most, this. */
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  measure(): Promise<number>;
}

/** Returns the line that a bench prints. */
export function verdict({ name, target }: Pick<Bench, "name" | "target">, value: number): string {
  const pass = "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
  const limit = "atLeast" in target ? target.atLeast : target.atMost;
  return JSON.stringify({ bench: name, value: Number(value.toPrecision(4)), target: limit, pass });
}

/** Returns the middle value; of an even number of values, the upper of the two. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error("There is no median of nothing");
  return middle;
}

/** Returns how long the work took, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
