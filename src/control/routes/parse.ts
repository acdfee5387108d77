import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";

/** Returns a body as the schema reads it. Throws USAGE_INVALID for another. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new NeuronError("USAGE_INVALID", `The body is not as it should be: ${z.prettifyError(parsed.error)}`);
}
