import { NeuronError } from "../../lib/errors.ts";

/**
 * Returns the KEYFILE_REFUSED error of a file. The reason goes on after its name and never holds anything of its
 * content, and there is no cause: parsers quote what they failed on.
 */
export function keyfileRefused(path: string, reason: string): NeuronError {
  return new NeuronError("KEYFILE_REFUSED", `The key file ${path} ${reason}`, { context: { path } });
}
