import { z } from "zod";

import { calibrationSchema } from "./calibration.ts";
import type {
  ExplainRequest,
  ModelFile,
  PredictRequest,
  RowsLayout,
  TrainingMetrics,
  TrainRequest,
  TrainResult,
  ValidateRequest,
  ValidateResult,
} from "./contract.ts";
import { logisticModelSchema } from "./logistic-model.ts";
import { MAX_FEATURES } from "./rows-file.ts";

const MAX_ROUNDS = 100_000;
const MAX_DEPTH = 24;
const MAX_THREADS = 1024;
const MAX_FOLD_DATES = 1_000;
const MAX_ADDRESS_GROUPS = 100;

const pathSchema = z.string().min(1);
const threadsSchema = z.int().min(1).max(MAX_THREADS);

const layoutSchema: z.ZodType<RowsLayout> = z.strictObject({
  extras: z
    .array(
      z.enum(["label", "target", "weight", "validation", "group", "date", "address", "pattern", "hindsight"]),
    )
    .refine(isUnique, "named twice"),
  features: z.array(z.string().min(1)).min(1).max(MAX_FEATURES).refine(isUnique, "named twice"),
});

const boosting = {
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
    scale_pos_weight: z.number().positive(),
    seed: z.int().min(0),
    nthread: threadsSchema,
  }),
  rounds: z.int().min(1).max(MAX_ROUNDS),
  earlyStoppingRounds: z.int().min(1),
  constraints: z.record(z.string(), z.union([z.literal(1), z.literal(-1)])).exactOptional(),
  prior: logisticModelSchema.exactOptional(),
  positivePatterns: z.array(z.int()).exactOptional(),
};

const modelFileSchema: z.ZodType<ModelFile> = z.strictObject({
  path: pathSchema,
  sha256: z.string().length(64),
  algorithm: z.enum(["xgboost", "logistic"]),
});

const trainRequestSchema: z.ZodType<TrainRequest> = z.strictObject({
  ...boosting,
  calibration: calibrationSchema.exactOptional(),
  second: modelFileSchema.exactOptional(),
  modelPath: pathSchema,
});

const validateRequestSchema: z.ZodType<ValidateRequest> = z.strictObject({
  ...boosting,
  folds: z.strictObject({
    dates: z.int().min(1).max(MAX_FOLD_DATES),
    addressGroups: z.int().min(2).max(MAX_ADDRESS_GROUPS),
    gapDays: z.int().min(0),
  }),
  champion: modelFileSchema.exactOptional(),
  heldOutPath: pathSchema,
});

const explainRequestSchema: z.ZodType<ExplainRequest> = z.strictObject({
  rowsPath: pathSchema,
  layout: layoutSchema,
  model: modelFileSchema,
  top: z.int().min(1).max(MAX_FEATURES),
  contributionsPath: pathSchema,
  nthread: threadsSchema,
});

const predictRequestSchema: z.ZodType<PredictRequest> = z.strictObject({
  rowsPath: pathSchema,
  layout: layoutSchema,
  model: modelFileSchema,
  scoresPath: pathSchema,
  nthread: threadsSchema,
  breakTies: z.boolean().exactOptional(),
  highest: z.strictObject({ most: z.int().min(1), rowsPath: pathSchema }).exactOptional(),
});

/** What the parent asks of the child, once. */
export const orderSchema = z.discriminatedUnion("task", [
  order("train", trainRequestSchema),
  order("validate", validateRequestSchema),
  order("predict", predictRequestSchema),
  order("explain", explainRequestSchema),
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
  hindsightSamples: z.int().exactOptional(),
});

const trainResultSchema: z.ZodType<Omit<TrainResult, "durationMs">> = z.strictObject({
  sha256: z.string().length(64),
  bytes: z.int(),
  numTrees: z.int(),
  metrics: metricsSchema,
  importance: z.array(z.strictObject({ feature: z.string(), importance: z.number() })),
});

const validateResultSchema: z.ZodType<Omit<ValidateResult, "durationMs">> = z.strictObject({
  kind: z.enum(["walk-forward", "addresses"]),
  folds: z.array(
    z.strictObject({
      date: z.number().exactOptional(),
      group: z.int(),
      trainRows: z.int(),
      heldOutRows: z.int(),
      bestRounds: z.int().exactOptional(),
    }),
  ),
  heldOutRows: z.int(),
  rounds: z.int(),
});

/** What the child says: rounds, and then one of the others. */
export const reportSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("round"), done: z.int(), total: z.int() }),
  z.strictObject({ kind: z.literal("trained"), result: trainResultSchema }),
  z.strictObject({ kind: z.literal("validated"), result: validateResultSchema }),
  z.strictObject({ kind: z.literal("predicted"), result: z.strictObject({ rows: z.int() }) }),
  z.strictObject({ kind: z.literal("explained"), result: z.strictObject({ rows: z.int() }) }),
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

function order<Task extends string, Request>(task: Task, request: z.ZodType<Request>) {
  return z.strictObject({ task: z.literal(task), request, libraryPath: pathSchema.exactOptional() });
}

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
