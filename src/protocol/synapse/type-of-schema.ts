import { z } from "zod";
import { fromPlain } from "./from-plain.ts";
import type { PythonField, PythonType } from "./python-type.ts";

/** Deepest nesting of a type that is looked into. */
const maxDepth = 16;

/** The schema of an int of any size: it reads a number where that is exact, else a bigint. */
export const integerSchema = z.union([z.int(), z.bigint()]);

/**
 * Returns the Python type that a schema is the counterpart of. It is `undetermined` for what JSON does not tell the
 * Python text of: sets, dates, enums, unions of several types, transformations (facts: bittensor 1.5).
 */
export function typeOfSchema(schema: z.core.$ZodType, depth = 0): PythonType {
  const inside = (inner: z.core.$ZodType): PythonType => typeOfSchema(inner, depth + 1);
  if (depth > maxDepth) return undetermined(`is nested more than ${maxDepth} levels deep`);
  if (schema instanceof z.ZodNullable) return { kind: "nullable", inner: inside(schema.unwrap()) };
  if (isWrapper(schema)) return inside(schema.def.innerType);
  if (schema instanceof z.ZodArray) return { kind: "list", inner: inside(schema.element) };
  if (schema instanceof z.ZodTuple && schema.def.rest === null) {
    return { kind: "tuple", items: schema.def.items.map(inside) };
  }
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodString) {
    return { kind: "dict", inner: inside(schema.valueType) };
  }
  if (schema instanceof z.ZodObject && !takesOtherKeys(schema)) {
    return { kind: "model", fields: fieldsOfSchema(schema, depth + 1) };
  }
  if (schema instanceof z.ZodUnion) return typeOfUnion(schema.options.map(inside));
  if (schema instanceof z.ZodLiteral) return typeOfUnion(Array.from(schema.values, typeOfLiteral));
  return typeOfScalar(schema);
}

/** Returns the fields of an object, in the order of its schema, with what each is when it is left out. */
export function fieldsOfSchema(schema: z.ZodObject, depth = 0): PythonField[] {
  return Object.entries<z.core.$ZodType>(schema.shape).map(([name, field]) => {
    const type = typeOfSchema(field, depth);
    return { name, type, fallback: fallbackOf(field, type) };
  });
}

const wholeFormats: ReadonlySet<string | null> = new Set(["safeint", "int32", "uint32"]);

function typeOfScalar(schema: z.core.$ZodType): PythonType {
  if (isCoerced(schema)) return undetermined("is coerced by its schema");
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return { kind: "str" };
  if (schema instanceof z.ZodNumber) return { kind: wholeFormats.has(schema.format) ? "int" : "float" };
  if (schema instanceof z.ZodBigInt) return { kind: "int" };
  if (schema instanceof z.ZodBoolean) return { kind: "bool" };
  if (schema instanceof z.ZodNull) return { kind: "none" };
  if (schema instanceof z.ZodAny || schema instanceof z.ZodUnknown) return { kind: "any" };
  if (schema instanceof z.ZodEnum) {
    return undetermined(
      "is an enum, whose text is the member's name in Python: declare a literal or a string",
    );
  }
  return undetermined(`is a ${schema._zod.def.type}, whose text differs in Python`);
}

/** One type and perhaps null: Python tries the types of any other union in an order that JSON does not tell. */
function typeOfUnion(types: readonly PythonType[]): PythonType {
  const present = types.filter(({ kind }) => kind !== "none");
  const [first] = present;
  if (first === undefined) return { kind: "none" };
  const isOne = present.every(({ kind }) => kind === first.kind && (present.length === 1 || kind in scalars));
  if (!isOne) return undetermined("is a union of several types");
  return present.length === types.length ? first : { kind: "nullable", inner: first };
}

const scalars = { str: true, int: true, float: true, bool: true } as const;

function typeOfLiteral(value: unknown): PythonType {
  if (value === null) return { kind: "none" };
  if (typeof value === "string") return { kind: "str" };
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "bigint" || Number.isInteger(value)) return { kind: "int" };
  return undetermined("is a literal that is neither text nor int nor bool");
}

function fallbackOf(schema: z.core.$ZodType, type: PythonType): PythonField["fallback"] {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return fromPlain(type, schema.def.defaultValue);
  }
  if (schema instanceof z.ZodOptional) return null;
  return schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly
    ? fallbackOf(schema.def.innerType, type)
    : undefined;
}

function isWrapper(
  schema: z.core.$ZodType,
): schema is z.ZodOptional | z.ZodDefault | z.ZodPrefault | z.ZodReadonly {
  return (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  );
}

/** A Python model drops the keys that it does not name. */
function takesOtherKeys({ def: { catchall } }: z.ZodObject): boolean {
  return catchall !== undefined && !(catchall instanceof z.ZodNever);
}

function isCoerced(schema: z.core.$ZodType): boolean {
  return "coerce" in schema._zod.def && schema._zod.def.coerce === true;
}

function undetermined(why: string): PythonType {
  return { kind: "undetermined", why };
}
