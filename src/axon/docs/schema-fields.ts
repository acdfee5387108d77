import type { JsonSchema } from "./openapi.ts";

/** One field of a JSON document, for people to read. */
export interface SchemaField {
  /** `scores[].alert_id` */
  readonly path: string;
  readonly type: string;
  readonly description: string;
}

/** Returns every field that the schema describes, each object before what is in it. */
export function listFields(schema: JsonSchema, prefix = ""): readonly SchemaField[] {
  const { schema: inner, suffix } = unwrap(schema);
  return Object.entries(inner.properties ?? {}).flatMap(([name, property]) => {
    if (typeof property === "boolean") return [];
    const path = `${prefix}${suffix}${prefix === "" && suffix === "" ? "" : "."}${name}`;
    return [
      { path, type: typeOf(property), description: property.description ?? "" },
      ...listFields(property, path),
    ];
  });
}

/** Returns the object schema inside lists and behind "or null", with what the lists add to the path. */
function unwrap(schema: JsonSchema): { readonly schema: JsonSchema; readonly suffix: string } {
  const { items } = schema;
  if (isSchema(items)) {
    const inner = unwrap(items);
    return { schema: inner.schema, suffix: `[]${inner.suffix}` };
  }
  const present = schema.anyOf?.find((option) => isSchema(option) && option.type !== "null");
  return isSchema(present) ? unwrap(present) : { schema, suffix: "" };
}

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map((option) => (isSchema(option) ? typeOf(option) : "any")).join(" or ");
  }
  if (isSchema(schema.items)) return `list of ${typeOf(schema.items)}`;
  const { format, type = "any" } = schema;
  return format ?? (Array.isArray(type) ? type.join(" or ") : type);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
