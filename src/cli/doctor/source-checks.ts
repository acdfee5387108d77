import { asNeuronError, type ErrorCode } from "../../lib/errors.ts";
import type { NetworkJobs } from "../../subnets/risk/network-jobs.ts";
import type { Call } from "../command.ts";
import { countOf } from "../text.ts";
import { fail, pass, warn, type Check } from "./check.ts";
import { isFresh } from "./freshness.ts";

/** Long enough for a list of years of batches. */
const longestWaitMs = 15_000;

/** Checks whether batches of a network can be had. */
export async function checkSource(
  { config, shell, tools }: Call,
  { network, jobs }: { readonly network: string; readonly jobs: Pick<NetworkJobs, "offeredDates"> },
): Promise<Check> {
  const { windowDays } = config.settings;
  const overdue = AbortSignal.timeout(longestWaitMs);
  try {
    const dates = await jobs.offeredDates(windowDays, AbortSignal.any([shell.signal, overdue]));
    return judgeOffer(network, { dates, windowDays, nowMs: tools.clock.now() });
  } catch (error) {
    shell.signal.throwIfAborted();
    if (!overdue.aborted) return judgeRefusal(network, error);
    const detail = `Has not listed its batches within ${longestWaitMs / 1_000} seconds`;
    return fail(`source ${network}`, detail, fixes.SOURCE_UNAVAILABLE);
  }
}

export interface Offer {
  /** Of the batches that the source has, the oldest first. */
  readonly dates: readonly string[];
  readonly windowDays: number;
  readonly nowMs: number;
}

/** Returns what is to be said of the batches that a source has. */
export function judgeOffer(network: string, { dates, windowDays, nowMs }: Offer): Check {
  const name = `source ${network}`;
  const newest = dates.at(-1);
  if (newest === undefined)
    return fail(
      name,
      `Has no batch of ${network} over ${countOf(windowDays, "day")}`,
      fixes.SOURCE_NOT_FOUND,
    );
  const detail = `Has ${countOf(dates.length, "batch", "batches")}, the newest of ${newest}`;
  return isFresh(newest, nowMs)
    ? pass(name, detail)
    : warn(name, `${detail}: nothing new comes`, "Ask whoever publishes it");
}

/** Returns what is to be said of a source that does not list its batches. */
export function judgeRefusal(network: string, error: unknown): Check {
  const name = `source ${network}`;
  const { code, message } = asNeuronError(error);
  if (code === "USAGE_INVALID")
    return warn(name, `Cannot be told: ${message}`, "neuron ingest --date takes one batch, as a try");
  return fail(
    name,
    `${message} (${code})`,
    isExplained(code) ? fixes[code] : "Look at the message, and at source.url",
  );
}

const fixes = {
  SOURCE_NOT_FOUND: "Look at source.url (RISK_SCORING_SOURCE), --network and --window",
  SOURCE_DENIED:
    "Set RISK_SCORING_S3_ACCESS_KEY_ID and RISK_SCORING_S3_SECRET_ACCESS_KEY; give the neuron's user the right to read a directory",
  SOURCE_UNAVAILABLE: "Look at the network, and at source.url and source.s3_endpoint",
} satisfies Partial<Record<ErrorCode, string>>;

function isExplained(code: ErrorCode): code is keyof typeof fixes {
  return code in fixes;
}
