import {
  isInteger,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type JsonNumber,
  type JsonObject,
  type JsonValue,
} from "../json/json-value.ts";
import type { PythonTuple, PythonValue } from "../python/python-value.ts";
import { SynapseBodyError, type BodyIssue } from "./body-error.ts";
import type { PythonField, PythonType } from "./python-type.ts";

type Path = BodyIssue["loc"];

/**
 * Returns what a Python model has in a field that was sent as this value: a float where one is declared and an int was
 * sent, an int where a whole float was sent, a tuple for an array, a nested model's fields in their order. Of what
 * pydantic would also turn into each other, text and truth values, it takes nothing: no caller that hashes its own
 * fields sends those. Throws {@link SynapseBodyError} for a value of another type.
 */
export function toPython(type: PythonType, value: JsonValue, path: Path): PythonValue {
  switch (type.kind) {
    case "any":
    case "undetermined":
      return value;
    case "nullable":
      return value === null ? null : toPython(type.inner, value, path);
    case "list":
      return arrayAt(value, path).map((item, index) => toPython(type.inner, item, [...path, index]));
    case "tuple":
      return toTuple(type.items, value, path);
    case "dict":
      return toDict(type.inner, value, path);
    case "model":
      return toModel(type.fields, value, path);
    case "str":
    case "int":
    case "float":
    case "bool":
    case "none":
      return toScalar(type.kind, value, path);
  }
}

/** Returns a field of an object as {@link toPython} does, with its declared value where the object has none. */
export function fieldToPython(
  { name, type, fallback }: PythonField,
  object: JsonObject,
  path: Path,
): PythonValue {
  const value = object.get(name) ?? (object.has(name) ? null : fallback);
  if (value === undefined) throw mismatch([...path, name], "Field required", "missing");
  return toPython(type, value, [...path, name]);
}

function toTuple(items: readonly PythonType[], value: JsonValue, path: Path): PythonTuple {
  const values = arrayAt(value, path);
  if (values.length !== items.length) {
    throw mismatch(path, `Tuple should have ${items.length} items`, "tuple_type");
  }
  return { tuple: items.map((item, index) => toPython(item, values[index] ?? null, [...path, index])) };
}

function toDict(inner: PythonType, value: JsonValue, path: Path): PythonValue {
  const entries = Array.from(
    objectAt(value, path),
    ([key, item]) => [key, toPython(inner, item, [...path, key])] as const,
  );
  return new Map(entries);
}

function toModel(fields: readonly PythonField[], value: JsonValue, path: Path): PythonValue {
  const object = objectAt(value, path);
  return new Map(fields.map((field) => [field.name, fieldToPython(field, object, path)] as const));
}

type ScalarKind = "str" | "int" | "float" | "bool" | "none";

const scalarReaders: Record<ScalarKind, (value: JsonValue) => PythonValue | undefined> = {
  str: (value) => (typeof value === "string" ? value : undefined),
  bool: (value) => (typeof value === "boolean" ? value : undefined),
  none: (value) => (value === null ? null : undefined),
  float: (value) => (isJsonNumber(value) ? Number(value.text) : undefined),
  int: (value) => (isJsonNumber(value) ? findInteger(value) : undefined),
};

function toScalar(kind: ScalarKind, value: JsonValue, path: Path): PythonValue {
  const scalar = scalarReaders[kind](value);
  if (scalar === undefined) throw mismatch(path, `Input should be a valid ${kind}`, `${kind}_type`);
  return scalar;
}

function findInteger(number: JsonNumber): bigint | undefined {
  if (isInteger(number)) return BigInt(number.text);
  const value = Number(number.text);
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

function arrayAt(value: JsonValue, path: Path): readonly JsonValue[] {
  if (!isJsonArray(value)) throw mismatch(path, "Input should be a valid list", "list_type");
  return value;
}

function objectAt(value: JsonValue, path: Path): JsonObject {
  if (!isJsonObject(value)) throw mismatch(path, "Input should be a valid dictionary", "dict_type");
  return value;
}

function mismatch(loc: Path, msg: string, type: string): SynapseBodyError {
  return new SynapseBodyError([{ loc, msg, type }]);
}
