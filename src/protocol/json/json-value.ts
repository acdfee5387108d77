/** A value as JSON text has it, nothing lost: what Python's `json.loads` makes of the same text can be told from it. */
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** Keys in the order of the text, `1` and `__proto__` like any other; of a key that stands twice, the last value. */
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** A number by its text: `1` and `1.0` are two, and no digit is lost. Made by {@link jsonNumber} only. */
export interface JsonNumber {
  /** A number of JSON, or `NaN`, `Infinity`, `-Infinity` as Python writes them. */
  readonly text: string;
}

const integerPattern = /^-?[0-9]+$/;

/** A class of its own, so that no object of a caller's body can pass for a number. */
class Numeral implements JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Returns the number that this text is in JSON. */
export function jsonNumber(text: string): JsonNumber {
  return new Numeral(text);
}

/** Returns whether a value is a number of JSON. */
export function isJsonNumber(value: unknown): value is JsonNumber {
  return value instanceof Numeral;
}

/** Returns whether Python reads the number as an int: it has neither point nor exponent. */
export function isInteger({ text }: JsonNumber): boolean {
  return integerPattern.test(text);
}

/** Returns whether a value is an object of JSON: neither null nor an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

/** Returns whether a value is an array of JSON. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
