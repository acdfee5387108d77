import { isInteger, isJsonNumber } from "../json/json-value.ts";

/**
 * Returns, by field, the empty value of the same type in base64 of JSON. A Python axon builds the class from headers
 * before it reads the body and fails without one for each required field (facts: bittensor 1.2). Null has none.
 */
export function placeholdersFor(required: Readonly<Record<string, unknown>>): Record<string, string> {
  const placeholders: Record<string, string> = {};
  for (const [field, value] of Object.entries(required)) {
    const empty = emptyLike(value);
    if (empty !== undefined) placeholders[field] = Buffer.from(empty).toString("base64");
  }
  return placeholders;
}

function emptyLike(value: unknown): string | undefined {
  if (isJsonNumber(value)) return isInteger(value) ? "0" : "0.0";
  if (typeof value === "string") return '""';
  if (typeof value === "number") return Number.isInteger(value) ? "0" : "0.0";
  if (typeof value === "bigint") return "0";
  if (typeof value === "boolean") return "false";
  if (Array.isArray(value)) return "[]";
  return typeof value === "object" && value !== null ? "{}" : undefined;
}
