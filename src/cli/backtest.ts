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
  settings: ["source", "window", "scorer.kind"],
  options: [...rangeOptions, ["--report <file>", "write a report for a browser"]],
  run: async (call) => {
    const network = onlyNetwork(call.config.settings.networks);
    const selection = selectedDates(call);
    const range = selection.kind === "range" ? selection.range : {};
    const reportPath = await prepareReport(call);
    return inOwnStore(call, async (own) => ({ ...(await walkNetwork(own, { network, range, reportPath })) }));
  },
};

function onlyNetwork([network, ...others]: readonly string[]): string {
  if (network !== undefined && others.length === 0) return network;
  throw new NeuronError("USAGE_INVALID", "A back-test is of one network: name it with --network");
}

/** Returns where the report goes, in a directory that there is: nobody waits for hours to learn that it cannot be made. */
async function prepareReport({ shell, options }: Call): Promise<string | undefined> {
  const { report } = options;
  if (typeof report !== "string") return undefined;
  const path = resolve(shell.workingDirectory, report);
  await mkdir(dirname(path), { recursive: true });
  return path;
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

interface Walk {
  readonly network: string;
  readonly range: Partial<DateRange>;
  readonly reportPath: string | undefined;
}

async function walkNetwork(call: Call, { network, range, reportPath }: Walk): Promise<BacktestResult> {
  const { shell, tools, config } = call;
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
  if (reportPath !== undefined) {
    await writeFileAtomically(reportPath, renderReport(result));
    call.print(`Report written: ${reportPath}`);
  }
  return result;
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
