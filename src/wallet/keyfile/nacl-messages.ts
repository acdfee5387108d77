import { z } from "zod";

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What the worker thread is told to do, as its `workerData`. */
export const naclOrderSchema = z.object({
  task: z.enum(["open", "seal"]),
  password: bytes,
  /** The file to open, or the plain text to seal. */
  data: bytes,
});

export type NaclOrder = z.infer<typeof naclOrderSchema>;

/** What it answers, once. */
export const naclAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("done"), data: bytes }),
  /** The password is not the file's own. */
  z.object({ kind: z.literal("refused") }),
  z.object({ kind: z.literal("failed"), reason: z.string() }),
]);

export type NaclAnswer = z.infer<typeof naclAnswerSchema>;
