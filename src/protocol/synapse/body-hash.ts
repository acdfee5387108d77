import { hash } from "node:crypto";
import type { JsonObject } from "../json/json-value.ts";
import { pythonStr } from "../python/python-text.ts";
import type { PythonValue } from "../python/python-value.ts";
import { SynapseBodyError } from "./body-error.ts";
import type { SynapseDeclaration } from "./declaration.ts";
import { fieldToPython } from "./to-python.ts";

const halfPair = /\p{Surrogate}/u;

/**
 * Returns the hash over the declared hash fields of a body, as the Python class has them, in 64 hexadecimal digits
 * (facts: bittensor 1.4). Throws {@link SynapseBodyError} for a field of another type than declared, and for text that
 * holds half a surrogate pair: it has no UTF-8, and Python cannot hash it either.
 */
export function bodyHashOf(declaration: Pick<SynapseDeclaration, "hashFields">, body: JsonObject): string {
  const hashes = declaration.hashFields.map((field) => {
    const fieldHash = findHash(fieldToPython(field, body, ["body"]));
    if (fieldHash !== undefined) return fieldHash;
    const loc = ["body", field.name];
    throw new SynapseBodyError([{ loc, msg: "Input should be valid Unicode", type: "string_unicode" }]);
  });
  return hash("sha3-256", hashes.join(""));
}

/** Undefined where the text has no UTF-8. */
function findHash(value: PythonValue): string | undefined {
  const text = pythonStr(value);
  return halfPair.test(text) ? undefined : hash("sha3-256", text);
}
