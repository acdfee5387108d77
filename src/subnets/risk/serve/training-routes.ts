import { z } from "zod";
import { notFound } from "../../../axon/http-error.ts";
import { defineRoute, documentOf, type Route } from "../../../axon/route.ts";
import { NeuronError } from "../../../lib/errors.ts";
import type { ModelCard } from "../model-card.ts";
import { trainingSummaryBody } from "./bodies/training.ts";
import { datePath, scopeQuery } from "./parameters.ts";
import { findScorerTrainedOn, type RegisteredModel } from "./registered-model.ts";
import { resolveScope, type RiskApi, type Scope } from "./risk-api.ts";

const dataSources = {
  alerts_table: "raw_alerts",
  features_table: "raw_features",
  clusters_table: "raw_clusters",
  money_flows_table: "raw_money_flows",
  labels_table: "raw_address_labels",
};

/** Returns the route that says what the alert scorer was trained on. */
export function createTrainingRoutes(api: RiskApi): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/training/data-summary/{processing_date}",
      summary: "The data that the alert scorer trained on this day learnt from",
      tag: "Models",
      access: api.settings.access,
      params: z.object({ processing_date: datePath }),
      query: scopeQuery,
      response: trainingSummaryBody,
      errors: {
        404: "Nothing was trained on this day, or the network is unknown",
        503: "The database is away",
      },
      handle: async ({ params, query }) => {
        const date = params.processing_date;
        const model = await findModel(api, resolveScope(api, query), date);
        if (model === undefined) throw notFound(`No training found for date: ${date}`);
        return documentOf(summariseTraining(date, model.card));
      },
    }),
  ];
}

function findModel(
  { databases }: RiskApi,
  { network, windowDays }: Scope,
  date: string,
): Promise<RegisteredModel | undefined> {
  const database = databases.get(network);
  if (database === undefined) throw new NeuronError("INTERNAL", `No database is open for network ${network}`);
  return findScorerTrainedOn(database, date, windowDays);
}

function summariseTraining(date: string, card: ModelCard): z.infer<typeof trainingSummaryBody> {
  const data = card.training_data;
  return {
    training_date: date,
    data_window: {
      start_date: data.start_date,
      end_date: data.end_date,
      window_days: data.window_days,
      num_processing_dates: card.num_processing_dates,
    },
    samples: {
      total: data.num_samples,
      positive: data.num_positive,
      negative: data.num_negative,
      positive_rate: data.positive_rate,
    },
    features: { total_features: data.num_features, feature_groups: card.feature_groups },
    data_sources: dataSources,
    label_distribution: card.label_distribution,
    ...(card.label_sources && { label_sources: card.label_sources }),
  };
}
