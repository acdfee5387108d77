import { createTask, validateDetailed } from "node-cron";
import { NeuronError } from "../lib/errors.ts";

/** When something happens again and again. All times are milliseconds since the Unix epoch. */
export interface Schedule {
  /** Cron text. */
  readonly text: string;
  readonly timeZone: string;
  /** Returns the first time after this one, or undefined when there is none within {@link longestLookMs}. */
  nextAfter(timeMs: number): number | undefined;
  /** Returns the last time up to this one and after `afterMs`, or undefined when there is none. */
  lastUpTo(timeMs: number, afterMs: number): number | undefined;
}

export interface ScheduleSettings {
  /** Five fields, a minute being the finest. */
  readonly text: string;
  readonly timeZone: string;
  /** How much later than the text says, so that several networks do not start at once. */
  readonly delayMs?: number;
}

const minuteMs = 60_000;
/** All offsets of today's time zones are whole quarters of an hour, and change at one. */
const quarterMs = 15 * minuteMs;

/** A leap year and a month: 29 February in a normal year is the only text that needs more. */
export const longestLookMs = 400 * 24 * 60 * minuteMs;

/**
 * Returns the schedule that a cron text means in a time zone. Where clocks are put forward, a time that they leave
 * out does not come that day; where they are put back, one that they repeat comes twice. UTC has neither.
 * Throws CONFIG_INVALID for a text that is no schedule and for a zone that there is not.
 *
 * @example
 * parseSchedule({ text: "30 0 * * *", timeZone: "UTC" }).nextAfter(Date.now());
 */
export function parseSchedule({ text, timeZone, delayMs = 0 }: ScheduleSettings): Schedule {
  const { minutes, hours } = parseFields(text);
  const zone = zoneOffsets(timeZone);
  const task = createTask(text, () => undefined, { timezone: timeZone });
  /** The library's own test is exact and slow; most minutes are told apart by their hour and minute. */
  const isTime = (timeMs: number) => {
    const local = new Date(timeMs + zone(timeMs));
    return (
      minutes.has(local.getUTCMinutes()) && hours.has(local.getUTCHours()) && task.match(new Date(timeMs))
    );
  };
  return {
    text,
    timeZone,
    nextAfter: (timeMs) => {
      const first = Math.floor((timeMs - delayMs) / minuteMs) * minuteMs + minuteMs;
      for (let minute = first; minute < first + longestLookMs; minute += minuteMs) {
        if (isTime(minute)) return minute + delayMs;
      }
      return undefined;
    },
    lastUpTo: (timeMs, afterMs) => {
      const last = Math.floor((timeMs - delayMs) / minuteMs) * minuteMs;
      const end = Math.max(afterMs - delayMs, last - longestLookMs);
      for (let minute = last; minute > end; minute -= minuteMs) {
        if (isTime(minute)) return minute + delayMs;
      }
      return undefined;
    },
  };
}

function parseFields(text: string): { minutes: ReadonlySet<number>; hours: ReadonlySet<number> } {
  const { fields, errors } = validateDetailed(text);
  if (fields === undefined || text.trim().split(/\s+/).length !== 5) {
    const reason = errors[0]?.message ?? "it has to have five fields";
    throw new NeuronError(
      "CONFIG_INVALID",
      `Not a schedule: ${JSON.stringify(text)} (${reason}). Use minute hour day month weekday, as in 30 0 * * *`,
      { context: { text } },
    );
  }
  return { minutes: new Set(fields.minute), hours: new Set(fields.hour) };
}

/** Returns the function that tells how far a zone's clocks are ahead of UTC, in milliseconds. */
function zoneOffsets(timeZone: string): (timeMs: number) => number {
  const format = formatOf(timeZone);
  let known = { quarter: Number.NaN, offsetMs: 0 };
  return (timeMs) => {
    const quarter = Math.floor(timeMs / quarterMs) * quarterMs;
    if (quarter !== known.quarter) known = { quarter, offsetMs: offsetAt(format, quarter) };
    return known.offsetMs;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "medium" });
  } catch (error) {
    throw new NeuronError("CONFIG_INVALID", `There is no time zone ${timeZone}. Use UTC or Europe/Berlin`, {
      context: { timeZone },
      cause: error,
    });
  }
}

function offsetAt(format: Intl.DateTimeFormat, timeMs: number): number {
  const [, day, month, year, clock] = /^(\d+)\/(\d+)\/(\d+), (.*)$/.exec(format.format(timeMs)) ?? [];
  return Date.parse(`${year ?? ""}-${month ?? ""}-${day ?? ""}T${clock ?? ""}Z`) - timeMs;
}
