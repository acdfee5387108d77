import { NeuronError } from "../../lib/errors.ts";
import { isProcessingDate } from "../../subnets/risk/batch.ts";

/** The three shapes of META.json in circulation (facts: aml-risk 1.2). */
export type MetaForm = "exporter" | "md5" | "checksums";

/** What real batches do that a tidy reader does not expect (facts: aml-risk 1.4 to 1.9). */
export type Quirk = "duplicates" | "dropped-columns" | "empty-clusters" | "no-labels";

export interface WorldSettings {
  /** Where `snapshots/` and `address-labels/` are written. */
  readonly directory: string;
  readonly network: string;
  readonly windowDays: number;
  /** The processing dates, YYYY-MM-DD, ascending; the world's history starts one window before the first. */
  readonly dates: readonly string[];
  /** How many addresses live in the world; those without a transaction in a window are not in its batch. */
  readonly addresses: number;
  readonly seed: number;
  /** The share of the addresses that somebody has labelled, 0 to 1; exchanges always are. */
  readonly labelShare: number;
  readonly metaForm: MetaForm;
  readonly quirks?: readonly Quirk[];
}

/** Fewer cannot hold one of each behaviour. */
export const MIN_ADDRESSES = 100;
/** More would take minutes and gigabytes. */
export const MAX_ADDRESSES = 20_000;
export const MAX_DATES = 60;
export const MAX_WINDOW_DAYS = 366;

const networkPattern = /^[a-z][a-z0-9_]{0,31}$/;

/** Throws USAGE_INVALID, naming the first setting out of range. */
export function checkWorldSettings(settings: WorldSettings): void {
  const { network, windowDays, dates, addresses, seed, labelShare } = settings;
  demand(networkPattern.test(network), "network", "is lower-case letters, digits and underscores");
  demand(isIntegerWithin(windowDays, 1, MAX_WINDOW_DAYS), "windowDays", `is 1 to ${MAX_WINDOW_DAYS} days`);
  demand(isIntegerWithin(dates.length, 1, MAX_DATES), "dates", `has 1 to ${MAX_DATES} entries`);
  demand(dates.every(isProcessingDate), "dates", "holds dates as YYYY-MM-DD");
  demand(isAscending(dates), "dates", "is in ascending order, each date once");
  demand(
    isIntegerWithin(addresses, MIN_ADDRESSES, MAX_ADDRESSES),
    "addresses",
    `is ${MIN_ADDRESSES} to ${MAX_ADDRESSES}`,
  );
  demand(Number.isSafeInteger(seed), "seed", "is an integer");
  demand(labelShare >= 0 && labelShare <= 1, "labelShare", "is a share between 0 and 1");
}

function demand(holds: boolean, setting: string, rule: string): void {
  if (holds) return;
  throw new NeuronError("USAGE_INVALID", `World setting ${setting} is out of range: it ${rule}`, {
    context: { setting },
  });
}

function isIntegerWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function isAscending(dates: readonly string[]): boolean {
  return dates.slice(1).every((date, index) => date > (dates[index] ?? ""));
}
