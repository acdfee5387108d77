import { join } from "node:path";
import { z } from "zod";
import type { ModelFile } from "../../../ml/contract.ts";
import { NeuronError } from "../../../lib/errors.ts";
import { writeFileAtomically } from "../../../lib/files.ts";
import type { Database } from "../../../store/database.ts";
import type { FeatureSchema } from "../features/feature.ts";
import type { ModelCard, ModelType } from "../model-card.ts";
import { activatedModels } from "./active-models.ts";
import { parseCard } from "./card-text.ts";
import { modelVersion } from "./model-id.ts";

/** A model that may score a batch: its name and its file. */
export interface RegisteredModel {
  readonly modelId: string;
  readonly modelType: ModelType;
  readonly file: ModelFile;
}

/** The model that scores, with all that is known of it. */
export interface ActiveModel extends RegisteredModel {
  readonly card: ModelCard;
}

const registryRow = z.object({
  model_id: z.string(),
  algorithm: z.enum(["xgboost", "logistic"]),
  feature_hash: z.string(),
  file_sha256: z.string(),
  card_json: z.string(),
});

type RegistryRow = z.infer<typeof registryRow>;

const activeModel = `
SELECT model_id, algorithm, feature_hash, file_sha256, card_json
FROM (${activatedModels})
WHERE model_type = {model_type:String} AND window_days = {window_days:UInt16}
ORDER BY activated_at DESC, created_at DESC, model_id DESC`;

/** The models of one network: rows in `trained_models` and `model_decisions`, files in one directory. */
export class ModelRegistry {
  readonly #database: Database;
  readonly #network: string;
  readonly #directory: string;

  /** @param modelsDirectory where every network has a directory of its own. */
  constructor(database: Database, network: string, modelsDirectory: string) {
    this.#database = database;
    this.#network = network;
    this.#directory = join(modelsDirectory, network);
  }

  /** Returns where the file of a model stands, or will stand. */
  pathOf(modelId: string): string {
    return join(this.#directory, `${modelId}.txt`);
  }

  /** Returns where the search for parameters of a type and window keeps its trials. */
  searchPathOf(modelType: ModelType, windowDays: number): string {
    return join(this.#directory, `${modelType}_w${windowDays}d_search.json`);
  }

  /**
   * Returns the active model of this window, on these features. Throws MODEL_NOT_FOUND when nothing was trained for the
   * window, MODEL_REFUSED when the active model has other features.
   */
  async getFitting(modelType: ModelType, windowDays: number, schema: FeatureSchema): Promise<ActiveModel> {
    const row = await this.#findActiveRow(modelType, windowDays);
    if (row === undefined) {
      throw new NeuronError(
        "MODEL_NOT_FOUND",
        `No ${modelType} for ${this.#network} and a window of ${windowDays} days. Run: neuron train --window ${windowDays}`,
        { context: { modelType, windowDays } },
      );
    }
    if (row.feature_hash !== schema.hash) {
      throw new NeuronError(
        "MODEL_REFUSED",
        `${row.model_id} was trained on other features (${row.feature_hash}) than this version computes (${schema.hash}). Run: neuron train --window ${windowDays}`,
        { context: { modelId: row.model_id, trainedOn: row.feature_hash, computed: schema.hash } },
      );
    }
    return this.#toActive(row, modelType);
  }

  /** Returns the active model, whatever its features; undefined when there is none. Throws MODEL_REFUSED for a damaged card. */
  async findActive(modelType: ModelType, windowDays: number): Promise<ActiveModel | undefined> {
    const row = await this.#findActiveRow(modelType, windowDays);
    return row && this.#toActive(row, modelType);
  }

  /** Enters a model whose file is written: its card goes beside the file and into the table. */
  async register(card: ModelCard, algorithm: ModelFile["algorithm"]): Promise<void> {
    const cardJson = JSON.stringify(card);
    await writeFileAtomically(this.pathOf(card.model_id).replace(/txt$/, "json"), cardJson);
    await this.#database.insertRows("trained_models", [
      {
        model_id: card.model_id,
        model_type: card.model_type,
        version: modelVersion,
        network: this.#network,
        algorithm,
        window_days: card.training_data.window_days,
        feature_hash: card.feature_hash,
        file_sha256: card.file_sha256,
        file_bytes: Math.round(card.model_size_mb * 1_000_000),
        created_at: card.trained_at.replace("T", " ").replace("Z", ""),
        training_start_date: card.training_data.start_date,
        training_end_date: card.training_data.end_date,
        num_samples: card.training_data.num_samples,
        num_features: card.training_data.num_features,
        card_json: cardJson,
      },
    ]);
  }

  async #findActiveRow(modelType: ModelType, windowDays: number): Promise<RegistryRow | undefined> {
    const params = { model_type: modelType, window_days: windowDays };
    return this.#database.findRow(registryRow, activeModel, { params });
  }

  #toActive(row: RegistryRow, modelType: ModelType): ActiveModel {
    const file = { path: this.pathOf(row.model_id), sha256: row.file_sha256, algorithm: row.algorithm };
    return { modelId: row.model_id, modelType, file, card: parseCard(row.model_id, row.card_json) };
  }
}
