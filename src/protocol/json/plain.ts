import {
  isInteger,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonNumber,
  type JsonValue,
} from "./json-value.ts";

/**
 * Returns a value in ordinary JavaScript, for schemas to read: an integer as a number, beyond 2^53 - 1 as a bigint, so
 * that no digit is lost without notice; any other number as a number, its fraction aside (`1.0` is 1). Objects have no
 * prototype, so `__proto__` and `constructor` are keys like any other; keys that are integers come first, as
 * JavaScript orders them.
 */
export function toPlain(value: JsonValue): unknown {
  if (isJsonNumber(value)) return plainNumber(value);
  if (isJsonArray(value)) return value.map(toPlain);
  if (!isJsonObject(value)) return value;
  const plain = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of value) plain[key] = toPlain(item);
  return plain;
}

function plainNumber(number: JsonNumber): number | bigint {
  const value = Number(number.text);
  if (!isInteger(number)) return value;
  // Python has no negative zero among its ints.
  return Number.isSafeInteger(value) ? value + 0 : BigInt(number.text);
}
