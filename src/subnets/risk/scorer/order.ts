import { z } from "zod";

/** What the scorer program is told, once: what to score with, the batch, and where to put the answer. */
export const scorerOrderSchema = z.strictObject({
  program: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("module"), path: z.string().min(1) }),
    z.strictObject({ kind: z.literal("http"), url: z.url() }),
  ]),
  network: z.string(),
  processingDate: z.string(),
  windowDays: z.int(),
  featuresPath: z.string().min(1),
  featureFormat: z.enum(["parquet", "csv"]),
  featureNames: z.array(z.string()),
  answerPath: z.string().min(1),
  /** A longer answer is given up. */
  maxAnswerBytes: z.int().min(1),
});

export type ScorerOrder = z.infer<typeof scorerOrderSchema>;
