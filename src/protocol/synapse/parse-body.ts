import type { z } from "zod";
import { isJsonObject, type JsonObject } from "../json/json-value.ts";
import { JsonTextError } from "../json/json-text-error.ts";
import { parseJsonBytes, type JsonLimits } from "../json/parse-json.ts";
import { toPlain } from "../json/plain.ts";
import { SynapseBodyError, type BodyIssue } from "./body-error.ts";
import type { SynapseDeclaration } from "./declaration.ts";

/** Returns the body of a request as an object, nothing lost. Throws {@link SynapseBodyError} for anything else. */
export function readSynapseBody(bytes: Uint8Array, limits: JsonLimits): JsonObject {
  try {
    const body = parseJsonBytes(bytes, limits);
    if (isJsonObject(body)) return body;
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const msg = `JSON decode error: ${error.message}`;
    throw new SynapseBodyError([{ loc: ["body", error.offset], msg, type: "json_invalid" }]);
  }
  const msg = "Input should be a valid dictionary";
  throw new SynapseBodyError([{ loc: ["body"], msg, type: "model_attributes_type" }]);
}

/**
 * Returns the declared fields of a body as their schema reads them; other keys are ignored, `dendrite` and `axon` among
 * them. Throws {@link SynapseBodyError} that names every field at fault.
 */
export function parseSynapseInput<Fields extends z.ZodObject>(
  { schema, fields }: SynapseDeclaration<Fields>,
  body: JsonObject,
): z.output<Fields> {
  const input = Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = body.get(name);
      return value === undefined ? [] : [[name, toPlain(value)]];
    }),
  );
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new SynapseBodyError(parsed.error.issues.map((issue) => issueOf(issue, input)));
}

function issueOf({ path, message }: z.core.$ZodIssue, input: Readonly<Record<string, unknown>>): BodyIssue {
  const [name] = path;
  const loc = ["body", ...path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  const isMissing = path.length === 1 && typeof name === "string" && input[name] === undefined;
  return isMissing
    ? { loc, msg: "Field required", type: "missing" }
    : { loc, msg: message, type: "value_error" };
}
