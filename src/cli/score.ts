import { NeuronError } from "../lib/errors.ts";
import type { BatchKey } from "../subnets/risk/batch.ts";
import type { NetworkJobs } from "../subnets/risk/network-jobs.ts";
import type { ScoringResult } from "../subnets/risk/score/score-batch.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { dateOptions, pickDates, selectedDates } from "./processing-dates.ts";
import { countOf, seconds } from "./text.ts";

export const scoreCommand: CommandDefinition = {
  settings: ["window", "scorer.kind"],
  options: dateOptions,
  run: (call) => {
    const selection = selectedDates(call);
    return inWorkshop(call, async (workshop) => {
      const publications = [];
      for (const network of call.config.settings.networks) {
        const jobs = await workshop.jobsOf(network);
        const batches = await jobs.acceptedBatches(call.config.settings.windowDays);
        const dates = pickDates(
          selection,
          batches.map(({ processingDate }) => processingDate),
        );
        if (dates.length === 0) throw nothingIngested(call, network);
        publications.push(...(await scoreDates(call, { network, jobs, dates })));
      }
      return { publications };
    });
  },
};

/** Scores and publishes the batches of these dates, printing each, and returns what was published. */
export async function scoreDates(
  { config, shell, print }: Call,
  { network, jobs, dates }: { network: string; jobs: NetworkJobs; dates: readonly string[] },
): Promise<(BatchKey & ScoringResult)[]> {
  const publications = [];
  for (const processingDate of dates) {
    const key = { network, processingDate, windowDays: config.settings.windowDays };
    const publication = { ...key, ...(await jobs.score(key, shell.signal)) };
    print(describe(publication));
    publications.push(publication);
  }
  return publications;
}

function describe({
  network,
  processingDate,
  alerts,
  clusters,
  durationMs,
  models,
  fallback,
}: BatchKey & ScoringResult): string {
  const counts = `${countOf(alerts, "alert")}, ${countOf(clusters, "cluster")}`;
  const standIn = fallback === undefined ? "" : `, standing in: ${fallback}`;
  return `${network} ${processingDate}  published in ${seconds(durationMs)}: ${counts}, by ${models.alert_scorer}${standIn}`;
}

function nothingIngested({ config }: Call, network: string): NeuronError {
  const { windowDays } = config.settings;
  return new NeuronError(
    "BATCH_NOT_FOUND",
    `No such batch of ${network} with a window of ${windowDays} days is ingested. Run: neuron ingest --network ${network} --window ${windowDays}`,
    { context: { network, windowDays } },
  );
}
