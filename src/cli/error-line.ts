import type { NeuronError } from "../lib/errors.ts";

/** Returns what `--json` prints of an error: one line, as of a result. */
export function errorLine({ code, message }: NeuronError): string {
  return `${JSON.stringify({ error: { code, message } })}\n`;
}
