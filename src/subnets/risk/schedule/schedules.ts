import { parseSchedule, type Schedule } from "../../../jobs/schedule.ts";

/** What is done for a network again and again. */
export type JobName = "ingest" | "score" | "train" | "tidy" | "grade";

/** Cron texts of the jobs, and how they are shifted for several networks. */
export type ScheduleTexts = Readonly<Record<JobName, string>> & {
  readonly timeZone: string;
  readonly staggerMinutes: number;
};

const minuteMs = 60_000;

/**
 * Returns when each job runs for the network at this place among all: the first at the time that is set, every
 * further one later. Throws as parseSchedule does.
 */
export function networkSchedules(texts: ScheduleTexts, place: number): Readonly<Record<JobName, Schedule>> {
  const delayMs = place * texts.staggerMinutes * minuteMs;
  const parse = (job: JobName) => parseSchedule({ text: texts[job], timeZone: texts.timeZone, delayMs });
  return {
    ingest: parse("ingest"),
    score: parse("score"),
    train: parse("train"),
    tidy: parse("tidy"),
    grade: parse("grade"),
  };
}
