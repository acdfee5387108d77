import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const program = fileURLToPath(new URL("../../neurons/neuron.js", import.meta.url));
const run = promisify(execFile);
/** A result of sixty dates with its curves is about a megabyte. */
const maxOutputBytes = 100_000_000;

const measured = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
const figures = z.record(z.string(), measured);

const backtestResult = z.object({
  outcome: z.string(),
  dates: z.array(z.object({ date: z.string(), ours: figures.optional() })),
  overall: z
    .object({
      dates: z.array(z.string()),
      ours: figures,
      baselines: z.record(z.string(), figures),
      gains: z.record(z.string(), figures),
    })
    .optional(),
});

export type QualityResult = z.infer<typeof backtestResult>;

/** One promise about the quality of scores. */
export interface Promised {
  readonly name: string;
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  readonly figure: (result: QualityResult) => number | undefined;
}

export const promises: readonly Promised[] = [
  {
    name: "evolution.above_constant",
    target: { atLeast: 0.16 },
    figure: ({ overall }) => overall?.gains["constant"]?.["evolution"]?.value ?? undefined,
  },
  {
    name: "final.above_plain",
    target: { atLeast: 0 },
    figure: ({ overall }) => overall?.gains["plain"]?.["final"]?.value ?? undefined,
  },
  {
    name: "auc.expanding_vs_benign",
    target: { atLeast: 0.9 },
    figure: ({ overall }) => overall?.ours["auc"]?.value ?? undefined,
  },
  {
    name: "calibration_error",
    target: { atMost: 0.05 },
    figure: ({ overall }) => overall?.ours["calibration_error"]?.value ?? undefined,
  },
  {
    name: "tier1.worst",
    target: { atLeast: 1 },
    figure: ({ dates }) => {
      const graded = dates.flatMap(({ ours }) => ours?.["tier1"]?.value ?? []);
      return graded.length === 0 ? undefined : Math.min(...graded);
    },
  },
];

/** Runs the command that anybody can run on the batches in a directory, and returns what it printed last. */
export async function backtestOf(
  { directory, network, windowDays }: { directory: string; network: string; windowDays: number },
  dataDirectory: string,
): Promise<QualityResult> {
  const place = ["--source", directory, "--network", network, "--window", String(windowDays)];
  const own = ["--data-dir", dataDirectory, "--log.level", "error", "--json"];
  const { stdout } = await run(process.execPath, [program, "backtest", ...place, ...own], {
    maxBuffer: maxOutputBytes,
  });
  return backtestResult.parse(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
}

/** Returns the line that a promise prints; a figure that there is none of breaks it. */
export function verdict({ name, target, figure }: Promised, world: string, result: QualityResult): string {
  const value = figure(result);
  const limit = "atLeast" in target ? target.atLeast : target.atMost;
  const holds = value !== undefined && ("atLeast" in target ? value >= limit : value <= limit);
  const printed = value === undefined ? null : Number(value.toPrecision(4));
  return JSON.stringify({ quality: name, world, value: printed, target: limit, pass: holds });
}

/** Returns what else is worth knowing of a world: how ours and every baseline did, in all. */
export function summary(world: string, { outcome, dates, overall }: QualityResult): string {
  const brief = (own: QualityFigures) =>
    Object.fromEntries(
      shown.map((name) => {
        const { value, low, high } = own[name] ?? { value: null, low: null, high: null };
        return [name, [value, low, high].map((number) => number && Number(number.toFixed(3)))];
      }),
    );
  return JSON.stringify({
    world,
    outcome,
    dates: dates.length,
    graded: overall?.dates ?? [],
    ...(overall && {
      ours: brief(overall.ours),
      ...Object.fromEntries(Object.entries(overall.baselines).map(([name, own]) => [name, brief(own)])),
    }),
  });
}

type QualityFigures = z.infer<typeof figures>;

const shown = ["final", "evolution", "auc", "pr_auc", "brier", "calibration_error", "ndcg"];
