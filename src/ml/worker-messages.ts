import { z } from "zod";

import type {
  ModelFile,
  PredictRequest,
  RowsLayout,
  TrainingMetrics,
  TrainRequest,
  TrainResult,
} from "./contract.ts";
import { MAX_FEATURES } from "./rows-file.ts";

const MAX_ROUNDS = 100_000;
const MAX_DEPTH = 24;
const MAX_THREADS = 1024;

const pathSchema = z.string().min(1);
const threadsSchema = z.int().min(1).max(MAX_THREADS);

const layoutSchema: z.ZodType<RowsLayout> = z.strictObject({
  extras: z.array(z.enum(["label", "weight", "validation", "group"])).refine(isUnique, "named twice"),
  features: z.array(z.string().min(1)).min(1).max(MAX_FEATURES).refine(isUnique, "named twice"),
});

const trainRequestSchema: z.ZodType<TrainRequest> = z.strictObject({
  rowsPath: pathSchema,
  layout: layoutSchema,
  objective: z.enum(["binary:logistic", "rank:ndcg"]),
  parameters: z.strictObject({
    max_depth: z.int().min(1).max(MAX_DEPTH),
    eta: z.number().positive().max(1),
    subsample: z.number().positive().max(1),
    colsample_bytree: z.number().positive().max(1),
    min_child_weight: z.number().min(0),
    lambda: z.number().min(0),
    seed: z.int().min(0),
    nthread: threadsSchema,
  }),
  rounds: z.int().min(1).max(MAX_ROUNDS),
  earlyStoppingRounds: z.int().min(1),
  modelPath: pathSchema,
});

const modelFileSchema: z.ZodType<ModelFile> = z.strictObject({
  path: pathSchema,
  sha256: z.string().length(64),
  algorithm: z.enum(["xgboost", "logistic"]),
});

const predictRequestSchema: z.ZodType<PredictRequest> = z.strictObject({
  rowsPath: pathSchema,
  layout: layoutSchema,
  model: modelFileSchema,
  scoresPath: pathSchema,
  nthread: threadsSchema,
});

/** What the parent asks of the child, once. */
export const orderSchema = z.discriminatedUnion("task", [
  z.strictObject({
    task: z.literal("train"),
    request: trainRequestSchema,
    libraryPath: pathSchema.exactOptional(),
  }),
  z.strictObject({
    task: z.literal("predict"),
    request: predictRequestSchema,
    libraryPath: pathSchema.exactOptional(),
  }),
]);

export type Order = z.infer<typeof orderSchema>;

const metricsSchema: z.ZodType<TrainingMetrics> = z.strictObject({
  trainAuc: z.number().exactOptional(),
  valAuc: z.number().exactOptional(),
  trainLogloss: z.number().exactOptional(),
  valLogloss: z.number().exactOptional(),
  trainNdcg: z.number().exactOptional(),
  valNdcg: z.number().exactOptional(),
  trainSamples: z.int(),
  valSamples: z.int(),
});

const trainResultSchema: z.ZodType<Omit<TrainResult, "durationMs">> = z.strictObject({
  sha256: z.string().length(64),
  bytes: z.int(),
  numTrees: z.int(),
  metrics: metricsSchema,
  importance: z.array(z.strictObject({ feature: z.string(), importance: z.number() })),
});

/** What the child says: rounds, and then one of the others. */
export const reportSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("round"), done: z.int(), total: z.int() }),
  z.strictObject({ kind: z.literal("trained"), result: trainResultSchema }),
  z.strictObject({ kind: z.literal("predicted"), result: z.strictObject({ rows: z.int() }) }),
  z.strictObject({
    kind: z.literal("failed"),
    code: z.enum(["TRAINING_FAILED", "MODEL_REFUSED", "LIBRARY_MISSING", "INTERNAL"]),
    message: z.string(),
    context: z.record(z.string(), z.unknown()),
  }),
]);

export type Report = z.infer<typeof reportSchema>;
/** What ends the child's work. */
export type Answer = Exclude<Report, { kind: "round" }>;

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
