import { parseArgs } from "node:util";

/** How long a run takes, and what its chances begin from. */
export interface RunOptions {
  readonly minutes: number;
  readonly seed: number;
}

/** Returns what `--minutes` and `--seed` say, else the defaults. Throws for what is no positive number. */
export function readOptions(args: readonly string[], defaults: RunOptions): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: "string" }, seed: { type: "string" } },
  });
  return {
    minutes: numberOf("minutes", values.minutes, defaults.minutes),
    seed: numberOf("seed", values.seed, defaults.seed),
  };
}

function numberOf(name: string, text: string | undefined, standard: number): number {
  const value = text === undefined ? standard : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${name} must be a number above 0`);
}
