import { NeuronError } from "../lib/errors.ts";
import { datesBetween, missingDates } from "../subnets/risk/schedule/missing-dates.ts";
import { firstKeptDate } from "../subnets/risk/retire-dates.ts";
import { isModelMissing } from "../subnets/risk/schedule/work.ts";
import type { NetworkJobs } from "../subnets/risk/network-jobs.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { ingestDates } from "./ingest.ts";
import { rangeOptions, selectedDates } from "./processing-dates.ts";
import { scoreDates } from "./score.ts";
import { trainRange } from "./train.ts";

/** Ten years: a range above it is a slip of the pen. */
const mostDates = 3_660;

export const backfillCommand: CommandDefinition = {
  settings: ["source", "window"],
  options: rangeOptions,
  run: (call) => {
    const dates = rangeOf(call);
    return inWorkshop(call, async (workshop) => {
      const networks = [];
      for (const network of call.config.settings.networks) {
        networks.push(await backfillNetwork(call, { network, jobs: await workshop.jobsOf(network) }, dates));
      }
      refuseRejected(networks);
      return { networks };
    });
  },
};

interface Backfill {
  readonly network: string;
  readonly ingested: number;
  readonly scored: number;
  /** Dates that the source does not have. */
  readonly absent: readonly string[];
  /** Dates whose batch was refused. */
  readonly rejected: readonly string[];
}

interface NetworkToFill {
  readonly network: string;
  readonly jobs: NetworkJobs;
}

async function backfillNetwork(
  call: Call,
  { network, jobs }: NetworkToFill,
  dates: readonly string[],
): Promise<Backfill> {
  const { windowDays } = call.config.settings;
  const { signal } = call.shell;
  const missing = await missingDates(jobs, { dates, windowDays, signal });
  const step = call.tools.progress.start(`Back-filling ${network}`, missing.length);
  const found = { ingested: 0, absent: [] as string[], rejected: [] as string[] };
  try {
    for (const [place, date] of missing.entries()) {
      const outcome = await ingestDate(call, { network, jobs }, date);
      if (outcome === "ingested") found.ingested += 1;
      else found[outcome].push(date);
      step.update(place + 1);
    }
  } finally {
    step.finish();
  }
  const scored = await scoreMissing(call, { network, jobs }, dates);
  if (missing.length === 0 && scored === 0)
    call.print(`${network}  nothing is missing from ${dates.at(0) ?? ""} to ${dates.at(-1) ?? ""}`);
  await warnOfRetention(call, { network, jobs }, dates);
  return { network, ...found, scored };
}

/** What was asked for is done, and would be gone without a word after the next tidying. */
async function warnOfRetention(
  { config, tools }: Call,
  { network, jobs }: NetworkToFill,
  dates: readonly string[],
): Promise<void> {
  const { windowDays, jobs: schedule } = config.settings;
  const newest = (await jobs.acceptedBatches(windowDays)).at(-1);
  if (newest === undefined || schedule.retentionDays === 0) return;
  const keptFrom = firstKeptDate(newest.processingDate, schedule.retentionDays);
  if (dates.every((date) => date >= keptFrom)) return;
  tools.logger.warn("A running neuron will remove the older of these dates: see jobs.retention_days", {
    network,
    before: keptFrom,
    retentionDays: schedule.retentionDays,
  });
}

/** As the schedule does it: without a usable model, one is trained first. Returns how many dates were scored. */
async function scoreMissing(
  call: Call,
  { network, jobs }: NetworkToFill,
  dates: readonly string[],
): Promise<number> {
  const { windowDays } = call.config.settings;
  const range = { from: dates.at(0) ?? "", to: dates.at(-1) ?? "" };
  const unscored = await jobs.unscoredDates(windowDays, range);
  try {
    return (await scoreDates(call, { network, jobs, dates: unscored })).length;
  } catch (error) {
    if (!isModelMissing(error)) throw error;
    call.print(`${network}  a model is trained first: ${error.message}`);
    await trainRange(call, { jobs, range: {} });
    const left = await jobs.unscoredDates(windowDays, range);
    await scoreDates(call, { network, jobs, dates: left });
    return unscored.length;
  }
}

/** One batch that is not there, or not as it has to be, does not keep the others from being taken. */
async function ingestDate(
  call: Call,
  { network, jobs }: NetworkToFill,
  date: string,
): Promise<"ingested" | "absent" | "rejected"> {
  try {
    await ingestDates(call, { network, jobs, dates: [date] });
    return "ingested";
  } catch (error) {
    if (!(error instanceof NeuronError)) throw error;
    if (error.code === "SOURCE_NOT_FOUND") {
      call.print(`${network} ${date}  not at the source`);
      return "absent";
    }
    if (error.code !== "BATCH_REJECTED") throw error;
    call.print(error.message);
    return "rejected";
  }
}

function rangeOf(call: Call): readonly string[] {
  const selection = selectedDates(call);
  const { from, to } = selection.kind === "range" ? selection.range : {};
  if (from === undefined || to === undefined) {
    throw new NeuronError("USAGE_INVALID", "Which dates? Give --from YYYY-MM-DD and --to YYYY-MM-DD");
  }
  const dates = datesBetween(from, to);
  if (dates.length <= mostDates) return dates;
  throw new NeuronError("USAGE_INVALID", `--from ${from} --to ${to} are more than ${mostDates} days`);
}

function refuseRejected(networks: readonly Backfill[]): void {
  const refused = networks.flatMap(({ network, rejected }) => rejected.map((date) => `${network} ${date}`));
  if (refused.length === 0) return;
  throw new NeuronError("BATCH_REJECTED", `All else is filled in, but refused were: ${refused.join(", ")}`, {
    context: { refused },
  });
}
