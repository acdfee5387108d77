import type { ModelCard } from "../subnets/risk/model-card.ts";
import type { DateRange } from "../subnets/risk/ingest/ledger.ts";
import type { NetworkJobs } from "../subnets/risk/network-jobs.ts";
import { inWorkshop, type Call, type CommandDefinition } from "./command.ts";
import { rangeOptions, selectedDates } from "./processing-dates.ts";
import { countOf } from "./text.ts";

export const trainCommand: CommandDefinition = {
  name: "train",
  summary: "train the models on ingested batches, all of them unless a range is given",
  options: rangeOptions,
  run: (call) =>
    inWorkshop(call, async (workshop) => {
      const selection = selectedDates(call);
      const range = selection.kind === "range" ? selection.range : {};
      const models = [];
      for (const network of call.config.settings.networks) {
        models.push(...(await trainRange(call, { jobs: workshop.jobsOf(network), range })));
      }
      return { models: models.map(brief) };
    }),
};

/** Trains the models of a network on the batches of a range, printing each, and returns their cards. */
export async function trainRange(
  { config, shell, print }: Call,
  { jobs, range }: { jobs: NetworkJobs; range: Partial<DateRange> },
): Promise<ModelCard[]> {
  const models = await jobs.train(config.settings.windowDays, range, shell.signal);
  for (const model of models) print(describe(model));
  return models;
}

const mostImportant = 10;

/** The long lists are in the card beside the model file. */
function brief(card: ModelCard) {
  const { start_date, end_date, window_days, num_samples, num_positive } = card.training_data;
  const feature_importance = card.feature_importance.slice(0, mostImportant);
  return {
    ...card,
    training_data: { start_date, end_date, window_days, num_samples, num_positive },
    feature_importance,
  };
}

function describe({ model_id, algorithm, baseline_reason, performance, training_data }: ModelCard): string {
  if (baseline_reason !== null) return `${model_id}  ${algorithm} (${baseline_reason})`;
  const measures = [
    measure("AUC train", performance.train_auc),
    measure("AUC held out", performance.val_auc),
    measure("NDCG train", performance.train_ndcg),
    measure("NDCG held out", performance.val_ndcg),
  ].flat();
  const samples = `${countOf(training_data.num_samples, "sample")}, ${training_data.num_positive} positive`;
  return `${model_id}  ${measures.join(", ")} (${samples})`;
}

function measure(name: string, value: number | null): string[] {
  return value === null ? [] : [`${name} ${value.toFixed(3)}`];
}
