import { NeuronError } from "../../lib/errors.ts";
import { isJsonArray, isJsonNumber, isJsonObject, type JsonNumber, type JsonValue } from "./json-value.ts";

/** Returns the text of Python's `json.dumps`: blanks after `,` and `:`, anything beyond ASCII as `\uXXXX`. */
export function pythonJson(value: JsonValue): string {
  return write(value, pythonStyle);
}

/**
 * Returns the text of an answer of FastAPI: no blanks, UTF-8. Throws INTERNAL for `NaN` and infinities, which JSON
 * outside of Python does not know.
 */
export function compactJson(value: JsonValue): string {
  return write(value, compactStyle);
}

interface JsonStyle {
  readonly comma: string;
  readonly colon: string;
  number(number: JsonNumber): string;
  string(text: string): string;
}

const pythonStyle: JsonStyle = {
  comma: ", ",
  colon: ": ",
  number: ({ text }) => text,
  string: (text) => JSON.stringify(text).replace(beyondAscii, escapeUnit),
};

const compactStyle: JsonStyle = {
  comma: ",",
  colon: ":",
  number: finiteText,
  string: (text) => JSON.stringify(text),
};

const beyondAscii = /[\u007f-\uffff]/g;

function write(value: JsonValue, style: JsonStyle): string {
  if (isJsonNumber(value)) return style.number(value);
  if (typeof value === "string") return style.string(value);
  if (isJsonArray(value)) return `[${value.map((item) => write(item, style)).join(style.comma)}]`;
  if (!isJsonObject(value)) return String(value);
  const entries = Array.from(
    value,
    ([key, item]) => `${style.string(key)}${style.colon}${write(item, style)}`,
  );
  return `{${entries.join(style.comma)}}`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function finiteText({ text }: JsonNumber): string {
  if (/[NI]/.test(text)) throw new NeuronError("INTERNAL", `${text} cannot be written as JSON`);
  return text;
}
