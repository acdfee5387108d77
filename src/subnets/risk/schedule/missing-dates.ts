import { NeuronError } from "../../../lib/errors.ts";
import type { NetworkJobs } from "../network-jobs.ts";

const dayMs = 86_400_000;

/** Returns every date from the one to the other, both included, YYYY-MM-DD. */
export function datesBetween(from: string, to: string): string[] {
  const [firstMs, lastMs] = [Date.parse(from), Date.parse(to)];
  const count = Math.max(0, Math.round((lastMs - firstMs) / dayMs) + 1);
  return Array.from({ length: count }, (_, place) =>
    new Date(firstMs + place * dayMs).toISOString().slice(0, 10),
  );
}

export interface WantedDates {
  /** Oldest first. */
  readonly dates: readonly string[];
  readonly windowDays: number;
  readonly signal: AbortSignal;
}

/**
 * Returns those dates that were not ingested, oldest first; of a source that can be listed only those that it
 * offers.
 */
export async function missingDates(
  jobs: Pick<NetworkJobs, "acceptedBatches" | "offeredDates">,
  { dates, windowDays, signal }: WantedDates,
): Promise<string[]> {
  const accepted = await jobs.acceptedBatches(windowDays, rangeOf(dates));
  const known = new Set(accepted.map(({ processingDate }) => processingDate));
  const offered = await offeredDates(jobs, windowDays, signal);
  return dates.filter((date) => !known.has(date) && (offered === undefined || offered.has(date)));
}

async function offeredDates(
  jobs: Pick<NetworkJobs, "offeredDates">,
  windowDays: number,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set(await jobs.offeredDates(windowDays, signal));
  } catch (error) {
    if (error instanceof NeuronError && error.code === "USAGE_INVALID") return undefined;
    throw error;
  }
}

function rangeOf(dates: readonly string[]): { from?: string; to?: string } {
  const [from, to] = [dates.at(0), dates.at(-1)];
  return from === undefined || to === undefined ? {} : { from, to };
}
