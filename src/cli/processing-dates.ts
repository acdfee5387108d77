import { NeuronError } from "../lib/errors.ts";
import { isProcessingDate } from "../subnets/risk/batch.ts";
import type { DateRange } from "../subnets/risk/ingest/ledger.ts";
import type { Call } from "./command.ts";

/** Which batches a command is about: one date, a range, or the newest. */
export type Selection =
  | { readonly kind: "date"; readonly date: string }
  | { readonly kind: "range"; readonly range: Partial<DateRange> }
  | { readonly kind: "newest" };

/** The options of a command that works on a range of batches. */
export const rangeOptions = [
  ["--from <date>", "first processing date of a range, YYYY-MM-DD"],
  ["--to <date>", "last processing date of a range"],
] as const;

/** The options of a command that works on one batch or several. */
export const dateOptions = [
  ["--date <date>", "processing date, YYYY-MM-DD (default: the newest)"],
  ...rangeOptions,
] as const;

/** Returns what the options select. Throws USAGE_INVALID for a date that is none and for both forms at once. */
export function selectedDates({ options }: Pick<Call, "options">): Selection {
  const date = dateOption(options, "date");
  const from = dateOption(options, "from");
  const to = dateOption(options, "to");
  const isRange = from !== undefined || to !== undefined;
  if (date !== undefined && isRange)
    throw usage("--date names one date, --from and --to a range: give one of both");
  if (date !== undefined) return { kind: "date", date };
  if (!isRange) return { kind: "newest" };
  if (from !== undefined && to !== undefined && from > to) throw usage(`--from ${from} is after --to ${to}`);
  return {
    kind: "range",
    range: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
  };
}

/** Returns those of the dates (oldest first) that are selected. */
export function pickDates(selection: Selection, dates: readonly string[]): readonly string[] {
  switch (selection.kind) {
    case "date":
      return [selection.date];
    case "newest":
      return dates.slice(-1);
    case "range": {
      const { from = "", to = "9999-99-99" } = selection.range;
      return dates.filter((date) => date >= from && date <= to);
    }
  }
}

function dateOption(options: Call["options"], name: string): string | undefined {
  const value = options[name];
  if (typeof value !== "string") return undefined;
  if (!isProcessingDate(value)) throw usage(`--${name} ${value} is not a date. Use YYYY-MM-DD`);
  return value;
}

function usage(message: string): NeuronError {
  return new NeuronError("USAGE_INVALID", message);
}
