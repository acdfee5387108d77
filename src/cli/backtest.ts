import { mkdir, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Settings } from "../config/settings.ts";
import { NeuronError } from "../lib/errors.ts";
import { writeFileAtomically } from "../lib/files.ts";
import { acquireLock } from "../lib/lock-file.ts";
import { withScratch } from "../lib/scratch.ts";
import { backtest } from "../subnets/risk/backtest/backtest.ts";
import { baselines, nameOf } from "../subnets/risk/backtest/contestants.ts";
import type { BacktestResult, MeasuredFigures } from "../subnets/risk/backtest/result.ts";
import { renderReport } from "../subnets/risk/backtest/report/report.ts";
import type { DateRange } from "../subnets/risk/ingest/ledger.ts";
import { scorerVersion } from "../subnets/risk/scorer/settings.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { rangeOptions, selectedDates } from "./processing-dates.ts";

export const backtestCommand: CommandDefinition = {
  options: [...rangeOptions, ["--report <file>", "write a report for a browser"]],
  run: async (call) => {
    const network = onlyNetwork(call.config.settings.networks);
    const selection = selectedDates(call);
    const range = selection.kind === "range" ? selection.range : {};
    return inOwnStore(call, async (own) => ({ ...(await walkNetwork(own, { network, range })) }));
  },
};

function onlyNetwork([network, ...others]: readonly string[]): string {
  if (network !== undefined && others.length === 0) return network;
  throw new NeuronError("USAGE_INVALID", "A back-test is of one network: name it with --network");
}

/**
 * Runs work with settings whose store is the embedded engine in a new directory below the data directory, removed
 * afterwards: the neuron's own batches, models and publications are never read or written.
 */
async function inOwnStore<Result>(call: Call, work: (own: Call) => Promise<Result>): Promise<Result> {
  const { settings } = call.config;
  const parent = resolve(call.shell.workingDirectory, settings.dataDir, "backtest");
  await mkdir(parent, { recursive: true });
  const lock = await acquireLock(`${parent}.lock`, "neuron backtest");
  try {
    // Under the lock, whatever is still there was left by a process that died.
    await rm(parent, { recursive: true, force: true });
    return await withScratch(parent, (dataDir) => {
      call.tools.logger.info("The back-test has a store of its own", { dataDir });
      return work({ ...call, config: { ...call.config, settings: ownSettings(call, dataDir) } });
    });
  } finally {
    await lock.release();
  }
}

function ownSettings({ config: { settings } }: Call, dataDir: string): Settings {
  return {
    ...settings,
    dataDir,
    clickhouse: { ...settings.clickhouse, host: undefined, cluster: undefined },
    networkOverrides: new Map(),
  };
}

async function walkNetwork(
  call: Call,
  { network, range }: { network: string; range: Partial<DateRange> },
): Promise<BacktestResult> {
  const { shell, tools, config, options } = call;
  const { settings } = config;
  const result = await inWorkshop(call, async (workshop) =>
    backtest({ ...tools, jobs: await workshop.jobsOf(network) }, settings, {
      network,
      windowDays: settings.windowDays,
      range,
      source: settings.source.url,
      scorer: settings.scorer.kind === "model" ? undefined : scorerVersion(settings.scorer),
      signal: shell.signal,
    }),
  );
  describe(call, result);
  const { report } = options;
  if (typeof report === "string") await writeReport(call, report, result);
  return result;
}

async function writeReport({ shell, print }: Call, file: string, result: BacktestResult): Promise<void> {
  const path = resolve(shell.workingDirectory, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, renderReport(result));
  print(`Report written: ${path}`);
}

const shown = ["final", "evolution", "auc", "pr_auc", "brier", "calibration_error", "ndcg"] as const;
const nameWidth = 16;
const figureWidth = 22;

function describe(
  { print }: Call,
  { dates, reason: nothing, overall, settings, scorer }: BacktestResult,
): void {
  for (const { date, outcome, reason, ours } of dates) {
    const grade =
      ours === undefined ? "" : `  final ${cell(ours, "final")}, evolution ${cell(ours, "evolution")}`;
    print(`${date}  ${outcome}${grade}${reason === undefined ? "" : `  ${reason}`}`);
  }
  if (overall === undefined) {
    print(`Nothing was graded: ${nothing ?? ""}`);
    return;
  }
  print(`\nOver ${overall.dates.join(", ")}:`);
  if (scorer !== undefined) print(`Ours is ${scorer}, beside the model that would have scored without it`);
  print(["".padEnd(nameWidth), ...shown.map((name) => name.padEnd(figureWidth))].join(""));
  for (const contestant of ["ours", ...baselines] as const) {
    const figures = contestant === "ours" ? overall.ours : overall.baselines[contestant];
    if (figures === undefined) continue;
    const cells = shown.map((name) => cell(figures, name).padEnd(figureWidth));
    print([nameOf(contestant, settings.constant).padEnd(nameWidth), ...cells].join(""));
  }
}

function cell(figures: MeasuredFigures, name: (typeof shown)[number]): string {
  const { value, low, high } = figures[name];
  if (value === null) return "none";
  return low === null || high === null
    ? value.toFixed(3)
    : `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
