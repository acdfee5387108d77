import { NeuronError } from "../../../lib/errors.ts";
import { type BatchKey, describeBatch } from "../batch.ts";

/** Returns the error for a batch that must not be loaded; the reason says what is wrong, and where. */
export function rejection(
  key: BatchKey,
  reason: string,
  context: Readonly<Record<string, unknown>> = {},
): NeuronError {
  return new NeuronError("BATCH_REJECTED", `Batch ${describeBatch(key)} rejected: ${reason}`, {
    context: { ...key, ...context },
  });
}
