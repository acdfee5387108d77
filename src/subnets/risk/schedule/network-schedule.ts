import type { JobDefinition } from "../../../jobs/job.ts";
import { utcDateOf } from "../../../lib/clock.ts";
import type { PublicationGradeSettings } from "../outcomes/grade-publication.ts";
import { throughOutages, untilPublished } from "./patience.ts";
import { networkSchedules, type ScheduleTexts } from "./schedules.ts";
import { gradeWork, ingestWork, scoreWork, tidyWork, trainWork, type Works } from "./work.ts";

export interface NetworkScheduleDeps {
  readonly network: string;
  /** The network's place among all, from 0. */
  readonly place: number;
  readonly jobs: Works;
}

export interface NetworkScheduleSettings extends ScheduleTexts {
  /** Without, jobs run when asked for only. */
  readonly enabled: boolean;
  readonly windowDays: number;
  readonly inputDeadlineHours: number;
  readonly pollSeconds: number;
  readonly catchUpDays: number;
  readonly retentionDays: number;
  readonly grades: PublicationGradeSettings;
}

const hourMs = 3_600_000;
/** What has its input at hand does not wait for longer than this. */
const outageDeadlineMs = 2 * hourMs;

/** Returns what is done for a network, and when. None of it overlaps: all write to the same database. */
export function networkSchedule(
  { network, place, jobs }: NetworkScheduleDeps,
  settings: NetworkScheduleSettings,
): JobDefinition[] {
  const schedules = networkSchedules(settings, place);
  const firstWaitMs = settings.pollSeconds * 1_000;
  const patience = throughOutages({ deadlineMs: outageDeadlineMs, firstWaitMs });
  const define = (
    job: keyof typeof schedules,
    rest: Pick<JobDefinition, "work"> & Partial<JobDefinition>,
  ): JobDefinition => ({
    job,
    scope: network,
    schedule: settings.enabled ? schedules[job] : undefined,
    lane: network,
    isHeavy: true,
    catchUpAtMost: 1,
    patience,
    targetOf: () => "",
    ...rest,
  });
  const run = { network, jobs, ...settings };
  // A batch bears the UTC date that ends its window (facts: aml-risk 1.3).
  return [
    define("ingest", {
      catchUpAtMost: settings.catchUpDays,
      patience: untilPublished({ deadlineMs: settings.inputDeadlineHours * hourMs, firstWaitMs }),
      targetOf: utcDateOf,
      work: ingestWork(run),
    }),
    define("score", { targetOf: utcDateOf, work: scoreWork(run) }),
    define("train", { work: trainWork(run) }),
    define("tidy", { isHeavy: false, work: tidyWork(run) }),
    define("grade", { work: gradeWork(run) }),
  ];
}
