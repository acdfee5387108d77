import { NeuronError } from "../../../lib/errors.ts";

/** Returns a step of a pipeline that passes on so many bytes; throws SCORER_FAILED at the first beyond. */
export function bounded(maxBytes: number) {
  return async function* (chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += Buffer.byteLength(chunk);
      if (bytes > maxBytes) {
        throw new NeuronError("SCORER_FAILED", `The answer is longer than ${maxBytes} bytes`);
      }
      yield chunk;
    }
  };
}
