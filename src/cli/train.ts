import { NeuronError } from "../lib/errors.ts";
import type { TrainedModel } from "../subnets/risk/models/training-task.ts";
import type { NetworkJobs, TrainingRequest } from "../subnets/risk/network-jobs.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { rangeOptions, selectedDates } from "./processing-dates.ts";
import { countOf } from "./text.ts";

export const trainCommand: CommandDefinition = {
  settings: ["window"],
  options: [
    ...rangeOptions,
    [
      "--budget <time>",
      "search for better parameters so long, for example 90s, 10m or 2h; goes on where it stopped",
    ],
    ["--force", "activate the new models even if they are worse than the active ones"],
  ],
  run: (call) => {
    const selection = selectedDates(call);
    const range = { ...(selection.kind === "range" ? selection.range : {}), ...trainingOptions(call) };
    return inWorkshop(call, async (workshop) => {
      const models = [];
      for (const network of call.config.settings.networks) {
        models.push(...(await trainRange(call, { jobs: await workshop.jobsOf(network), range })));
      }
      return { models: models.map(brief) };
    });
  },
};

/** Trains the models of a network on the batches of a range, printing each, and returns them. */
export async function trainRange(
  { config, shell, print }: Call,
  { jobs, range }: { jobs: NetworkJobs; range: TrainingRequest },
): Promise<TrainedModel[]> {
  const models = await jobs.train(config.settings.windowDays, range, shell.signal);
  for (const model of models) print(describe(model));
  return models;
}

const durationUnitsMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

function trainingOptions({ options }: Call): Pick<TrainingRequest, "force" | "budgetMs"> {
  const { budget, force } = options;
  return {
    ...(force === true && { force }),
    ...(typeof budget === "string" && { budgetMs: parseDuration(budget) }),
  };
}

/** Returns the milliseconds of a duration like 90s, 10m or 2h; throws USAGE_INVALID for anything else. */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  if (unit === "s" || unit === "m" || unit === "h") return Number(count) * durationUnitsMs[unit];
  throw new NeuronError("USAGE_INVALID", `--budget is a time like 90s, 10m or 2h, not ${text}`);
}

const mostImportant = 10;

/** The long lists are in the card beside the model file. */
function brief({ card, decision }: TrainedModel) {
  const { start_date, end_date, window_days, num_samples, num_positive } = card.training_data;
  const feature_importance = card.feature_importance.slice(0, mostImportant);
  return {
    ...card,
    training_data: { start_date, end_date, window_days, num_samples, num_positive },
    feature_importance,
    decision: { action: decision.action, decided_by: decision.decidedBy, reason: decision.reason },
  };
}

function describe({ card, decision }: TrainedModel): string {
  const { model_id, algorithm, baseline_reason, performance, training_data, validation } = card;
  const outcome = decision.action === "activated" ? "" : `; not activated: ${decision.reason}`;
  if (baseline_reason !== null) return `${model_id}  ${algorithm} (${baseline_reason})${outcome}`;
  const measures = [
    measure("grade held out", validation?.grade ?? null),
    measure("AUC held out", performance.val_auc),
    measure("calibration error", validation?.calibration_error ?? null),
  ].flat();
  const samples = `${countOf(training_data.num_samples, "sample")}, ${training_data.num_positive} positive`;
  return `${model_id}  ${measures.join(", ")} (${samples})${outcome}`;
}

function measure(name: string, value: number | null): string[] {
  return value === null ? [] : [`${name} ${value.toFixed(3)}`];
}
