import { NeuronError } from "../../lib/errors.ts";
import { isJsonNumber, jsonNumber, type JsonNumber, type JsonValue } from "../json/json-value.ts";
import { pythonFloatText } from "../python/float-text.ts";
import type { PythonType } from "./python-type.ts";

/**
 * Returns an ordinary value as JSON of its Python type: 1 is `1.0` where a float is declared. Where nothing is
 * declared, a whole number becomes an int and any other a float; a {@link JsonNumber} or a Map stays what it is.
 * Undefined is null. Throws INTERNAL for what JSON cannot hold.
 */
export function fromPlain(type: PythonType, value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (type.kind === "nullable") return fromPlain(type.inner, value);
  if (typeof value === "string" || typeof value === "boolean" || isJsonNumber(value)) return value;
  if (typeof value === "bigint") return jsonNumber(value.toString());
  if (typeof value === "number") return fromNumber(type, value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => fromPlain(itemType(type, index), item));
  if (value instanceof Map) return fromEntries(type, value);
  if (typeof value === "object" && isPlainObject(value)) return fromObject(type, value);
  throw new NeuronError("INTERNAL", `A ${typeof value} cannot stand in a synapse`);
}

/** A whole number of which not every digit counts would make up the rest as an int. */
function fromNumber(type: PythonType, value: number): JsonNumber {
  if (type.kind !== "float" && Number.isSafeInteger(value)) return jsonNumber(String(value));
  if (Number.isFinite(value)) return jsonNumber(pythonFloatText(value));
  return jsonNumber(String(value));
}

function itemType(type: PythonType, index: number): PythonType {
  if (type.kind === "list") return type.inner;
  return (type.kind === "tuple" ? type.items[index] : undefined) ?? { kind: "any" };
}

/** A model has its fields in the order of its declaration, all of them. */
function fromObject(type: PythonType, value: object): JsonValue {
  if (type.kind !== "model") return fromEntries(type, Object.entries(value));
  const given = new Map<string, unknown>(Object.entries(value));
  return new Map(
    type.fields.map(({ name, type: field, fallback }) => [
      name,
      given.has(name) ? fromPlain(field, given.get(name)) : (fallback ?? null),
    ]),
  );
}

function fromEntries(type: PythonType, entries: Iterable<[unknown, unknown]>): JsonValue {
  const inner: PythonType = type.kind === "dict" ? type.inner : { kind: "any" };
  return new Map(Array.from(entries, ([key, value]) => [String(key), fromPlain(inner, value)]));
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
