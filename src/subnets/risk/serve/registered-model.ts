import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import { modelCardSchema, type ModelCard } from "../model-card.ts";
import { activatedModels } from "../models/active-models.ts";
import type { ReadDatabase } from "./read-database.ts";

/** A model file of the registry, with its card. */
export interface RegisteredModel {
  readonly windowDays: number;
  readonly fileBytes: number;
  readonly card: ModelCard;
}

const modelColumns = "model_id, window_days, file_bytes, card_json";

const selectCurrentModels = `
  SELECT ${modelColumns}
  FROM (${activatedModels})
  ORDER BY window_days, model_type, activated_at DESC, created_at DESC, model_id DESC
  LIMIT 1 BY window_days, model_type`;

const selectScorerTrainedOn = `
  SELECT ${modelColumns}
  FROM trained_models
  WHERE model_type = 'alert_scorer' AND window_days = {windowDays:UInt16}
    AND toDate(created_at, 'UTC') = {date:Date}
  ORDER BY created_at DESC, model_id DESC`;

const selectById = `SELECT ${modelColumns} FROM trained_models WHERE model_id = {modelId:String}`;

const selectByIds = `
  SELECT ${modelColumns}
  FROM trained_models
  WHERE model_id IN {modelIds:Array(String)}
  ORDER BY model_id, created_at DESC
  LIMIT 1 BY model_id`;

const modelRow = z.object({
  model_id: z.string(),
  window_days: z.number(),
  file_bytes: z.number(),
  card_json: z.string(),
});

/** Models by id; undefined for one whose card is damaged. */
export type ModelsById = ReadonlyMap<string, RegisteredModel | undefined>;

/** The models that can be served, and an error for each whose card is damaged. */
export interface CurrentModels {
  readonly models: readonly RegisteredModel[];
  readonly refused: readonly NeuronError[];
}

/** Returns the active model of each window and type: a damaged card keeps no other from being served. */
export async function readCurrentModels(database: ReadDatabase): Promise<CurrentModels> {
  const read = (await database.rows(modelRow, selectCurrentModels)).map(toModel);
  return {
    models: read.flatMap((model) => (model instanceof NeuronError ? [] : [model])),
    refused: read.filter((model) => model instanceof NeuronError),
  };
}

/** Returns those of these models that are in the registry. */
export async function readModels(database: ReadDatabase, modelIds: readonly string[]): Promise<ModelsById> {
  const rows = await database.rows(modelRow, selectByIds, { params: { modelIds } });
  return new Map(
    rows.map((row) => {
      const model = toModel(row);
      return [row.model_id, model instanceof NeuronError ? undefined : model];
    }),
  );
}

/** Returns the last alert scorer trained on a day (UTC), or undefined. Throws MODEL_REFUSED when its card is damaged. */
export async function findScorerTrainedOn(
  database: ReadDatabase,
  date: string,
  windowDays: number,
): Promise<RegisteredModel | undefined> {
  const row = await database.findRow(modelRow, selectScorerTrainedOn, { params: { date, windowDays } });
  if (row === undefined) return undefined;
  const model = toModel(row);
  if (model instanceof NeuronError) throw model;
  return model;
}

/** Returns the card of a model, or undefined where there is none that can be read. */
export async function findModelCard(
  database: Pick<ReadDatabase, "findRow">,
  modelId: string,
): Promise<ModelCard | undefined> {
  const row = await database.findRow(modelRow, selectById, { params: { modelId } });
  const model = row && toModel(row);
  return model instanceof NeuronError ? undefined : model?.card;
}

function toModel(row: z.infer<typeof modelRow>): RegisteredModel | NeuronError {
  const card = modelCardSchema.safeParse(parseJson(row.card_json));
  if (card.success) return { windowDays: row.window_days, fileBytes: row.file_bytes, card: card.data };
  return new NeuronError(
    "MODEL_REFUSED",
    `The card of model ${row.model_id} in trained_models is not valid: ${z.prettifyError(card.error)}`,
    { context: { modelId: row.model_id }, cause: card.error },
  );
}

/** Text that is not JSON becomes undefined, which no card is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
