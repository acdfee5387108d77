import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import { findUndetermined, type PythonField } from "./python-type.ts";
import { fieldsOfSchema } from "./type-of-schema.ts";

/** What declares a synapse: the Python class of the same name, in zod. */
export interface SynapseDefinition<Fields extends z.ZodObject> {
  /** The name of the class, which is its path. */
  readonly name: string;
  /** In the order of the class. What has a default there is `.nullish()` or has the same default here. */
  readonly fields: Fields;
  /** The class's `required_hash_fields`, in their order. */
  readonly hashFields: readonly (keyof z.output<Fields> & string)[];
}

/** A synapse whose declaration holds. */
export interface SynapseDeclaration<Fields extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly schema: Fields;
  /** All fields in their order. */
  readonly fields: readonly PythonField[];
  readonly hashFields: readonly PythonField[];
  /** Fields without a default: each needs a placeholder among the headers and is echoed in the answer. */
  readonly requiredFields: readonly PythonField[];
}

const namePattern = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** Fields that every synapse has. */
const baseFields: ReadonlySet<string> = new Set([
  "name",
  "timeout",
  "total_size",
  "header_size",
  "dendrite",
  "axon",
  "computed_body_hash",
  "required_hash_fields",
]);

/**
 * Returns the synapse that is declared. Throws INTERNAL for a name or field that Python or a header cannot have, for a
 * field that may be missing but not be null (a Python caller sends null for what it has not set), and for a hash field
 * that does not exist or whose Python text cannot be told from JSON.
 *
 * @example
 * defineSynapse({
 *   name: "AlertScores",
 *   fields: z.object({ processing_date: z.string(), window_days: z.int(), scores: z.array(scoreSchema).nullish() }),
 *   hashFields: ["processing_date", "window_days"],
 * })
 */
export function defineSynapse<Fields extends z.ZodObject>({
  name,
  fields: schema,
  hashFields,
}: SynapseDefinition<Fields>): SynapseDeclaration<Fields> {
  const fields = fieldsOfSchema(schema);
  checkName(name, name);
  for (const field of fields) checkField(name, schema, field);
  return {
    name,
    schema,
    fields,
    hashFields: hashFields.map((field) => getHashField(name, fields, field)),
    requiredFields: fields.filter(({ fallback }) => fallback === undefined),
  };
}

function checkField(synapse: string, schema: z.ZodObject, { name, fallback }: PythonField): void {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  checkName(synapse, name);
  if (baseFields.has(name)) throw refused(synapse, name, "has the name of a field that every synapse has");
  if (fallback === null && !z.safeParse(shape[name] ?? z.never(), null).success) {
    throw refused(synapse, name, "may be missing but not be null: make it nullish or give it a default");
  }
}

function getHashField(synapse: string, fields: readonly PythonField[], name: string): PythonField {
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw refused(synapse, name, "is to be hashed and is no field");
  const why = findUndetermined(field.type);
  if (why !== undefined) throw refused(synapse, name, `is to be hashed and holds a value that ${why}`);
  return field;
}

function checkName(synapse: string, name: string): void {
  if (!namePattern.test(name)) throw refused(synapse, name, "is no name of at most 64 letters, digits and _");
}

function refused(synapse: string, field: string, why: string): NeuronError {
  return new NeuronError("INTERNAL", `Synapse ${synapse}: ${field} ${why}`);
}
