import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";

/** Returns what stands after the question mark as the schema reads it. Throws USAGE_INVALID for what it refuses. */
export function parseQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): T {
  const parsed = schema.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  throw new NeuronError("USAGE_INVALID", parsed.error.issues.map(({ message }) => message).join("; "));
}

/** Returns a body as the schema reads it. Throws USAGE_INVALID for another. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new NeuronError("USAGE_INVALID", `The body is not as it should be: ${z.prettifyError(parsed.error)}`);
}
