import { isInteger, isJsonNumber, type JsonNumber } from "../json/json-value.ts";
import { pythonFloatText } from "./float-text.ts";
import type { PythonDict, PythonTuple, PythonValue } from "./python-value.ts";

/** Returns what Python's `str` makes of a value: text as it is, anything else as `repr` (facts: bittensor 1.5). */
export function pythonStr(value: PythonValue): string {
  return typeof value === "string" ? value : pythonRepr(value);
}

/** Returns what Python's `repr` makes of a value. */
export function pythonRepr(value: PythonValue): string {
  if (value === null) return "None";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return pythonFloatText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isJsonNumber(value)) return reprOfNumber(value);
  if (value instanceof Uint8Array) return reprOfBytes(value);
  if (isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  return isDict(value) ? reprOfDict(value) : reprOfTuple(value);
}

function reprOfNumber(number: JsonNumber): string {
  if (!isInteger(number)) return pythonFloatText(Number(number.text));
  return number.text === "-0" ? "0" : number.text;
}

function reprOfTuple({ tuple }: PythonTuple): string {
  const inside = tuple.map(pythonRepr).join(", ");
  return tuple.length === 1 ? `(${inside},)` : `(${inside})`;
}

function reprOfDict(dict: PythonDict): string {
  const entries = Array.from(dict, ([key, value]) => `${pythonRepr(key)}: ${pythonRepr(value)}`);
  return `{${entries.join(", ")}}`;
}

function reprOfBytes(bytes: Uint8Array): string {
  // One character a byte, so that the rules for text below U+0080 apply; what is above is escaped either way.
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `b${inQuotes(text, /[\\\n\r\t'"]|[^\x20-\x7e]/g)}`;
}

/**
 * What Python does not print: controls, formats, surrogates, private and unassigned characters, separators other than
 * the blank. Unassigned is what this Node's Unicode does not know, which may be more or less than a peer's Python.
 */
const special = /[\\\n\r\t'"]|(?! )[\p{C}\p{Z}]/gu;

function quoted(text: string): string {
  return inQuotes(text, special);
}

/** Double quotes only around text that has a single one and no double one. */
function inQuotes(text: string, escaped: RegExp): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return `${quote}${text.replace(escaped, (character) => escape(character, quote))}${quote}`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escape(character: string, quote: string): string {
  if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return shortEscapes.get(character) ?? longEscape(code, hex);
}

function longEscape(code: number, hex: string): string {
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function isArray(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}

function isDict(value: PythonDict | PythonTuple): value is PythonDict {
  return value instanceof Map;
}
