import { STATUS_CODES } from "node:http";
import { z } from "zod";

/** A sentence, and not a page. */
const mostCharacters = 300;
/** Nobody explains a refusal in more. */
const mostParsedBytes = 64 * 1_024;

/** The fields in which the axons of the ecosystem explain themselves, the best first. */
const explanation = z.object({
  message: z.string().optional(),
  detail: z.string().optional(),
  error: z.string().optional(),
});

/** Returns in words why a request was refused: the other side's own, else what the status means. */
export function refusalMessage(status: number, body: Buffer): string {
  const { message, detail, error } = explain(body);
  const words = message ?? detail ?? error ?? STATUS_CODES[status] ?? "no reason given";
  return oneLine(words);
}

/** Returns somebody else's words as one line without control characters, short enough to show. */
export function oneLine(words: string): string {
  return words.replace(/[\p{C}\s]+/gu, " ").slice(0, mostCharacters);
}

function explain(body: Buffer): z.infer<typeof explanation> {
  if (body.length > mostParsedBytes) return {};
  try {
    return explanation.parse(JSON.parse(body.toString("utf8")));
  } catch {
    // No JSON, or none of this shape: then the status has to do.
    return {};
  }
}
