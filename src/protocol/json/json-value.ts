/** A value as JSON text has it, nothing lost: what Python's `json.loads` makes of the same text can be told from it. */
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** Keys in the order of the text, `1` and `__proto__` like any other; of a key that stands twice, the last value. */
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** A number by its text: `1` and `1.0` are two, and no digit is lost. */
export class JsonNumber {
  /** A number of JSON, or `NaN`, `Infinity`, `-Infinity` as Python writes them. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Python reads a number with neither point nor exponent as an int, any other as a float. */
  get isInteger(): boolean {
    return integerPattern.test(this.text);
  }
}

const integerPattern = /^-?[0-9]+$/;

/** Returns whether a value is an object of JSON: neither null nor an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

/** Returns whether a value is an array of JSON. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
