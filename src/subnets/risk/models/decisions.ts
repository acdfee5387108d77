import { access } from "node:fs/promises";
import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { NeuronError } from "../../../lib/errors.ts";
import { sha256OfFile } from "../../../lib/files.ts";
import type { Database } from "../../../store/database.ts";
import { modelTypes, type ModelCard, type ModelType } from "../model-card.ts";
import { activatedModels } from "./active-models.ts";
import { parseCard } from "./card-text.ts";
import type { Decision } from "./challenge.ts";
import { recipes } from "./recipe.ts";
import type { ModelRegistry } from "./registry.ts";

/** A model of the registry and what was decided last about it. */
export interface ModelEntry {
  readonly modelId: string;
  readonly modelType: ModelType;
  readonly windowDays: number;
  readonly status: "active" | "retired" | "refused";
  /** Empty where nothing was decided. */
  readonly reason: string;
  readonly decidedBy: string;
  readonly championId: string;
  readonly card: ModelCard;
}

const entryRow = z.object({
  model_id: z.string(),
  model_type: z.enum(modelTypes),
  window_days: z.number(),
  status: z.enum(["active", "retired", "refused"]),
  reason: z.string(),
  decided_by: z.string(),
  champion_id: z.string(),
  card_json: z.string(),
});

const modelEntries = `
SELECT t.model_id AS model_id, t.model_type AS model_type, t.window_days AS window_days, t.card_json AS card_json,
  multiIf(a.activated = 0, 'refused', a.place = 1, 'active', 'retired') AS status,
  d.reason AS reason, d.decided_by AS decided_by, d.champion_id AS champion_id
FROM trained_models AS t
LEFT JOIN (
  SELECT model_id, 1 AS activated,
    row_number() OVER (PARTITION BY model_type, window_days ORDER BY activated_at DESC, created_at DESC, model_id DESC) AS place
  FROM (${activatedModels})
) AS a ON a.model_id = t.model_id
LEFT JOIN (
  SELECT * FROM model_decisions ORDER BY model_id, decided_at DESC LIMIT 1 BY model_id
) AS d ON d.model_id = t.model_id
ORDER BY window_days, model_type, t.created_at DESC, model_id DESC`;

const previouslyActive = `
SELECT model_id
FROM (${activatedModels})
WHERE model_type = {model_type:String} AND window_days = {window_days:UInt16}
ORDER BY activated_at DESC, created_at DESC, model_id DESC
LIMIT 1 OFFSET 1`;

const newestDecision = "SELECT toUnixTimestamp64Milli(max(decided_at)) AS decided_ms FROM model_decisions";

export interface DecisionsDeps {
  readonly database: Database;
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/** What was decided about models, and which of them are active for that. Nothing is ever taken back: the last counts. */
export class ModelDecisions {
  readonly #deps: DecisionsDeps;

  constructor(deps: DecisionsDeps) {
    this.#deps = deps;
  }

  /** Keeps a decision; an activation counts from now on. */
  async record(
    card: ModelCard,
    { action, decidedBy, championId = "", comparison, reason }: Decision,
  ): Promise<void> {
    await this.#deps.database.insertRows("model_decisions", [
      {
        model_id: card.model_id,
        model_type: card.model_type,
        window_days: card.training_data.window_days,
        decided_at: await this.#nextMoment(),
        action,
        decided_by: decidedBy,
        champion_id: championId,
        challenger_grade: comparison?.challenger ?? null,
        champion_grade: comparison?.champion ?? null,
        reason,
      },
    ]);
  }

  /** Returns every model of the network, newest first within its window and type. Throws MODEL_REFUSED for a damaged card. */
  async list(): Promise<ModelEntry[]> {
    const rows = await this.#deps.database.rows(entryRow, modelEntries);
    return rows.map((row) => ({
      modelId: row.model_id,
      modelType: row.model_type,
      windowDays: row.window_days,
      status: row.status,
      reason: row.reason,
      decidedBy: row.decided_by,
      championId: row.champion_id,
      card: parseCard(row.model_id, row.card_json),
    }));
  }

  /** Returns one model; throws MODEL_NOT_FOUND when there is none of this name. */
  async get(modelId: string): Promise<ModelEntry> {
    const entry = (await this.list()).find((candidate) => candidate.modelId === modelId);
    if (entry !== undefined) return entry;
    throw new NeuronError("MODEL_NOT_FOUND", `There is no model ${modelId}. Run: neuron models list`, {
      context: { modelId },
    });
  }

  /**
   * Makes a model the active one of its type and window. Throws MODEL_NOT_FOUND, and MODEL_REFUSED when it could not
   * score: its file is gone or changed, or it was trained on other features.
   */
  async activate(modelId: string): Promise<ModelEntry> {
    const entry = await this.get(modelId);
    await this.#refuseUnusable(entry);
    const champion = (await this.list()).find(
      ({ modelType, windowDays, status }) =>
        modelType === entry.modelType && windowDays === entry.windowDays && status === "active",
    );
    await this.record(entry.card, {
      action: "activated",
      decidedBy: "operator",
      championId: champion?.modelId,
      comparison: undefined,
      reason: "Activated by hand",
    });
    return this.get(modelId);
  }

  /**
   * Makes the model active again that was active before the present one. Throws MODEL_NOT_FOUND when there was none,
   * and MODEL_REFUSED as `activate` does.
   */
  async rollback(modelType: ModelType, windowDays: number): Promise<ModelEntry> {
    const params = { model_type: modelType, window_days: windowDays };
    const previous = await this.#deps.database.findRow(z.object({ model_id: z.string() }), previouslyActive, {
      params,
    });
    if (previous !== undefined) return this.activate(previous.model_id);
    throw new NeuronError(
      "MODEL_NOT_FOUND",
      `No other ${modelType} for a window of ${windowDays} days was ever active`,
      { context: { modelType, windowDays } },
    );
  }

  async #refuseUnusable({ modelId, modelType, card }: ModelEntry): Promise<void> {
    const { hash } = recipes[modelType].schema;
    if (card.feature_hash !== hash) {
      throw new NeuronError(
        "MODEL_REFUSED",
        `${modelId} was trained on other features (${card.feature_hash}) than this version computes (${hash})`,
        { context: { modelId, trainedOn: card.feature_hash, computed: hash } },
      );
    }
    const path = this.#deps.registry.pathOf(modelId);
    const found = await access(path).then(
      () => sha256OfFile(path),
      () => undefined,
    );
    if (found === card.file_sha256) return;
    const what = found === undefined ? "is gone" : "is not the file that was written";
    throw new NeuronError("MODEL_REFUSED", `The file ${path} ${what}; restore it or train a new model`, {
      context: { modelId, path },
    });
  }

  /** Decisions are ordered by their time, so time must not stand still or run backwards, whatever the clock does. */
  async #nextMoment(): Promise<string> {
    const newest = await this.#deps.database.findRow(z.object({ decided_ms: z.number() }), newestDecision);
    const nextMs = Math.max(this.#deps.clock.now(), (newest?.decided_ms ?? 0) + 1);
    return new Date(nextMs).toISOString().replace("T", " ").replace("Z", "");
  }
}
