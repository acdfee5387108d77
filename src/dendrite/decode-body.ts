import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";
import { messageOf } from "../lib/errors.ts";

/** A body that came whole and cannot be used. */
export type BadBody =
  | { readonly kind: "too_large"; readonly limitBytes: number }
  | { readonly kind: "bad_answer"; readonly reason: string; readonly brokeOff: false };

/** What `decodeBody` reads, as requests ask for it. */
export const acceptedCodings = "gzip, br";

const decoders = new Map([
  ["gzip", promisify(gunzip)],
  ["x-gzip", promisify(gunzip)],
  ["br", promisify(brotliDecompress)],
]);

/** Returns the content of a body: a bomb is stopped at the limit, and one coding inside another is not read. */
export async function decodeBody(
  encoded: Buffer,
  coding: string | string[] | undefined,
  maxBytes: number,
): Promise<Buffer | BadBody> {
  if (encoded.length === 0 || coding === undefined || coding === "identity") return encoded;
  const decode = decoders.get(String(coding).toLowerCase());
  if (decode === undefined) return badAnswer("it is in a content coding that was not asked for");
  try {
    return await decode(encoded, { maxOutputLength: maxBytes });
  } catch (error) {
    return isTooLarge(error)
      ? { kind: "too_large", limitBytes: maxBytes }
      : badAnswer(`it is not the ${String(coding)} that it says to be: ${messageOf(error)}`);
  }
}

function badAnswer(reason: string): BadBody {
  return { kind: "bad_answer", reason, brokeOff: false };
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}
