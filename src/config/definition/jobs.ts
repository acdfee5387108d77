import { findCronFault } from "../cron.ts";
import { setting } from "../setting.ts";
import { text, wholeNumber, yesOrNo } from "../types.ts";

const cronText = text().superRefine((value, context) => {
  const fault = findCronFault(value);
  if (fault === undefined) return;
  const rule = 'a schedule of five fields: minute hour day month weekday, as in "30 0 * * *"';
  context.addIssue({ code: "custom", message: `must be ${rule}; ${fault}` });
});

export const jobSettings = {
  enabled: setting({
    type: yesOrNo(),
    default: true,
    description: "Run jobs on their schedules: true or false.",
    placeholder: "true|false",
  }),
  timeZone: setting({
    type: text().refine(isTimeZone, { error: "must be a time zone, as in UTC or Europe/Berlin" }),
    default: "UTC",
    description: "Time zone of the schedules.",
    placeholder: "zone",
  }),
  ingest: setting({
    type: cronText,
    default: "30 0 * * *",
    description: "When the batch of the day is looked for: minute hour day month weekday.",
    placeholder: "cron",
  }),
  score: setting({
    type: cronText,
    default: "0 1 * * *",
    description: "When ingested batches without scores are scored, beside right after their ingest.",
    placeholder: "cron",
  }),
  train: setting({
    type: cronText,
    default: "0 3 * * 0",
    description: "When models are trained.",
    placeholder: "cron",
  }),
  tidy: setting({
    type: cronText,
    default: "30 4 * * *",
    description: "When old and superseded batches are removed.",
    placeholder: "cron",
  }),
  grade: setting({
    type: cronText,
    default: "0 5 * * *",
    description: "When publications are graded of which it is known by then what became of them.",
    placeholder: "cron",
  }),
  staggerMinutes: setting({
    type: wholeNumber(0, 240),
    default: 5,
    description: "How much later each further network's jobs start, in minutes.",
    placeholder: "minutes",
  }),
  heavyAtOnce: setting({
    type: wholeNumber(1, 32),
    default: 1,
    description: "Ingests, scorings and trainings that run at a time, of all networks.",
    placeholder: "count",
  }),
  inputDeadlineHours: setting({
    type: wholeNumber(1, 23),
    default: 20,
    description: "How long an ingest waits for a batch that the source does not have yet, in hours.",
    placeholder: "hours",
  }),
  pollSeconds: setting({
    type: wholeNumber(1, 3_600),
    default: 60,
    description: "First wait before the source is asked again, in seconds; it doubles up to 15 minutes.",
    placeholder: "seconds",
  }),
  catchUpDays: setting({
    type: wholeNumber(0, 90),
    default: 7,
    description: "Missed days whose batches are still ingested and scored after a downtime.",
    placeholder: "days",
  }),
  retentionDays: setting({
    type: wholeNumber(0, 3_650),
    default: 90,
    description: "Days before the newest batch that are kept; 0 keeps all.",
    placeholder: "days",
  }),
};

export const shutdownSettings = {
  drainSeconds: setting({
    type: wholeNumber(0, 300),
    default: 5,
    description: "How long requests under way may take to finish when the neuron stops, in seconds.",
    placeholder: "seconds",
  }),
  deadlineSeconds: setting({
    type: wholeNumber(1, 600),
    default: 8,
    description: "How long jobs may take to end when the neuron stops, in seconds.",
    placeholder: "seconds",
  }),
};

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name !== "";
  } catch {
    return false;
  }
}
