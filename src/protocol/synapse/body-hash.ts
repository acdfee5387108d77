import { hash } from "node:crypto";
import { pythonStr } from "../python/python-text.ts";
import type { PythonValue } from "../python/python-value.ts";

const halfPair = /\p{Surrogate}/u;

/**
 * Returns the hash over the values of a synapse's hash fields, in 64 hexadecimal digits: SHA3-256 of the hashes of
 * their texts (facts: bittensor 1.4). Undefined where a text holds half a surrogate pair, which has no UTF-8 and which
 * Python cannot hash either.
 */
export function findBodyHash(values: readonly PythonValue[]): string | undefined {
  const texts = values.map(pythonStr);
  if (texts.some((text) => halfPair.test(text))) return undefined;
  return hash("sha3-256", texts.map((text) => hash("sha3-256", text)).join(""));
}
