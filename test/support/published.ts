import type { Database } from "../../src/store/database.ts";
import type { Explanations } from "../../src/subnets/risk/explanations.ts";
import type { ModelCard, ModelType } from "../../src/subnets/risk/model-card.ts";

/** A scoring run to be written straight into the result tables. */
export interface TestRun {
  readonly publicationId: string;
  readonly processingDate: string;
  readonly windowDays: number;
  readonly status: "PROCESSING" | "COMPLETED" | "FAILED";
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm` */
  readonly updatedAt: string;
  readonly alerts: number;
  readonly clusters: number;
  /** Every score: tells one run's rows from another's. */
  readonly score: number;
  /** The explanations of so many alerts, the first ones; none, as from before there were any, without it. */
  readonly explanations?: Explanations;
  /** What has scored; the models of {@link createCard} without it. */
  readonly versions?: Partial<Record<ModelType, string>>;
}

/** Returns the run with its overrides. */
export function createRun(overrides: Partial<TestRun> = {}): TestRun {
  return {
    publicationId: "run-1",
    processingDate: "2025-10-30",
    windowDays: 195,
    status: "COMPLETED",
    updatedAt: "2025-10-30 01:15:00.500",
    alerts: 30,
    clusters: 4,
    score: 0.25,
    ...overrides,
  };
}

/** Writes the run's rows and its row in batch_metadata. */
export async function publishRun(database: Database, run: TestRun): Promise<void> {
  const params = {
    id: run.publicationId,
    date: run.processingDate,
    window: run.windowDays,
    score: run.score,
  };
  const key = "{id:String} AS publication_id, {date:Date} AS processing_date, {window:UInt16} AS window_days";
  const alertId = "concat('alert/', leftPad(toString(number), 4, '0')) AS alert_id";
  await database.command(
    `INSERT INTO alert_scores (publication_id, processing_date, window_days, alert_id, score, model_version, latency_ms)
     SELECT ${key}, ${alertId}, {score:Float64}, 'v', 1.5 FROM numbers({rows:UInt32})`,
    { params: { ...params, rows: run.alerts } },
  );
  await database.command(
    `INSERT INTO alert_rankings (publication_id, processing_date, window_days, alert_id, rank, score, model_version)
     SELECT ${key}, ${alertId}, {rows:UInt32} - number, {score:Float64}, 'v' FROM numbers({rows:UInt32})`,
    { params: { ...params, rows: run.alerts } },
  );
  await database.command(
    `INSERT INTO cluster_scores (publication_id, processing_date, window_days, cluster_id, score, model_version, latency_ms)
     SELECT ${key}, concat('cluster_', toString(number)), {score:Float64}, 'v', 2 FROM numbers({rows:UInt32})`,
    { params: { ...params, rows: run.clusters } },
  );
  await database.command(
    `INSERT INTO alert_explanations (publication_id, processing_date, window_days, alert_id, explain_json)
     SELECT ${key}, ${alertId}, concat('{"sentence":"alert ', toString(number), '"}') FROM numbers({rows:UInt32})`,
    { params: { ...params, rows: run.explanations?.alerts ?? 0 } },
  );
  await database.insertRows("batch_metadata", [metadataRow(run)]);
}

/** Writes a model into the registry. */
export async function registerModel(database: Database, card: ModelCard, fileBytes: number): Promise<void> {
  await database.insertRows("trained_models", [
    {
      model_id: card.model_id,
      model_type: card.model_type,
      version: "1.0.0",
      network: "torus",
      algorithm: "xgboost",
      window_days: card.training_data.window_days,
      feature_hash: "h",
      file_sha256: card.file_sha256,
      file_bytes: fileBytes,
      created_at: card.trained_at.replace("T", " ").replace("Z", ""),
      training_start_date: card.training_data.start_date,
      training_end_date: card.training_data.end_date,
      num_samples: card.training_data.num_samples,
      num_features: card.training_data.num_features,
      card_json: JSON.stringify(card),
    },
  ]);
}

/** Returns the card of a model with twelve features. */
export function createCard(type: ModelType, overrides: Partial<ModelCard> = {}): ModelCard {
  const id = modelIdOf(type);
  const features = Array.from({ length: 12 }, (_, index) => `feature_${index + 1}`);
  return {
    model_type: type,
    model_version: id,
    trained_at: "2025-10-27T03:45:00Z",
    training_duration_minutes: 42,
    algorithm: "XGBoost",
    baseline_reason: null,
    hyperparameters: { max_depth: 6, learning_rate: 0.1, objective: "binary:logistic" },
    training_data: {
      start_date: "2025-10-01",
      end_date: "2025-10-26",
      window_days: 195,
      num_samples: 1_000,
      num_positive: 250,
      num_negative: 750,
      positive_rate: 0.25,
      num_features: features.length,
      feature_names: features,
    },
    performance: {
      train_auc: 0.923,
      val_auc: 0.887,
      train_logloss: 0.234,
      val_logloss: null,
      train_ndcg: null,
      val_ndcg: null,
      train_samples: 800,
      val_samples: 200,
    },
    feature_importance: features.map((feature, index) => ({
      feature,
      importance: 0.3 / (index + 1),
      rank: index + 1,
    })),
    model_size_mb: 2.4,
    model_path: `data/trained_models/torus/${id}.txt`,
    model_id: id,
    feature_hash: "0123456789abcdef",
    file_sha256: "ab".repeat(32),
    feature_groups: { alert_level: 5, temporal: 7 },
    label_distribution: { high_risk: 150, critical_risk: 100, medium_risk: 250, low_risk: 500 },
    num_processing_dates: 26,
    ...overrides,
  };
}

function modelIdOf(type: ModelType): string {
  return `${type}_torus_v1.0.0_20251027_034500`;
}

function metadataRow(run: TestRun) {
  return {
    processing_date: run.processingDate,
    window_days: run.windowDays,
    publication_id: run.publicationId,
    batch_id: `batch of ${run.publicationId}`,
    status: run.status,
    updated_at: run.updatedAt,
    input_counts_alerts: run.alerts,
    output_counts_alert_scores: run.alerts,
    output_counts_alert_rankings: run.alerts,
    output_counts_cluster_scores: run.clusters,
    output_counts_alert_explanations: run.explanations?.alerts ?? 0,
    explanation_lack: run.explanations?.lack ?? "",
    latencies_ms_alert_scoring: 45,
    latencies_ms_alert_ranking: 10,
    latencies_ms_cluster_scoring: 8,
    latencies_ms_total: 70,
    model_versions_alert_scorer: run.versions?.alert_scorer ?? modelIdOf("alert_scorer"),
    model_versions_alert_ranker: run.versions?.alert_ranker ?? modelIdOf("alert_ranker"),
    model_versions_cluster_scorer: run.versions?.cluster_scorer ?? modelIdOf("cluster_scorer"),
    error_message: run.status === "FAILED" ? "it failed" : "",
  };
}
