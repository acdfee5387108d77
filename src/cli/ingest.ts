import { NeuronError } from "../lib/errors.ts";
import type { BatchKey } from "../subnets/risk/batch.ts";
import type { IngestResult } from "../subnets/risk/ingest/ingest-batch.ts";
import type { NetworkJobs } from "../subnets/risk/network-jobs.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { dateOptions, pickDates, selectedDates, type Selection } from "./processing-dates.ts";
import { countOf, seconds } from "./text.ts";

export const ingestCommand: CommandDefinition = {
  settings: ["source", "window"],
  options: dateOptions,
  run: (call) => {
    const selection = selectedDates(call);
    return inWorkshop(call, async (workshop) => {
      const batches = [];
      for (const network of call.config.settings.networks) {
        const jobs = await workshop.jobsOf(network);
        const dates = await datesToTake(call, { network, jobs, selection });
        batches.push(...(await ingestDates(call, { network, jobs, dates })));
      }
      return { batches };
    });
  },
};

/** Ingests the batches of these dates one after the other, printing each, and returns what became of them. */
export async function ingestDates(
  { config, shell, print }: Call,
  { network, jobs, dates }: { network: string; jobs: NetworkJobs; dates: readonly string[] },
): Promise<(BatchKey & IngestResult)[]> {
  const batches = [];
  for (const processingDate of dates) {
    const key = { network, processingDate, windowDays: config.settings.windowDays };
    const batch = { ...key, ...(await jobs.ingest(key, shell.signal)) };
    print(describe(batch));
    batches.push(batch);
  }
  return batches;
}

/** A single date is asked for as it is; everything else is chosen from what the source offers. */
async function datesToTake(
  call: Call,
  { network, jobs, selection }: { network: string; jobs: NetworkJobs; selection: Selection },
): Promise<readonly string[]> {
  if (selection.kind === "date") return [selection.date];
  const { windowDays } = call.config.settings;
  const dates = pickDates(selection, await jobs.offeredDates(windowDays, call.shell.signal));
  if (dates.length > 0) return dates;
  throw new NeuronError(
    "SOURCE_NOT_FOUND",
    `The source has no such batch of ${network} with a window of ${windowDays} days`,
    { context: { network, windowDays } },
  );
}

function describe({ network, processingDate, status, counts, durationMs }: BatchKey & IngestResult): string {
  const contents = [
    countOf(counts.alerts, "alert"),
    countOf(counts.features, "address", "addresses"),
    countOf(counts.clusters, "cluster"),
    countOf(counts.money_flows, "flow"),
    countOf(counts.address_labels, "label"),
  ];
  const taken = status === "accepted" ? `accepted in ${seconds(durationMs)}` : "unchanged";
  return `${network} ${processingDate}  ${taken}: ${contents.join(", ")}`;
}
