import { jsonNumber, type JsonValue } from "./json-value.ts";
import { JsonTextError } from "./json-text-error.ts";

/** How much of a text is read. */
export interface JsonLimits {
  /** UTF-16 units. */
  readonly maxLength: number;
  /** Arrays and objects within each other: `[[1]]` has 2. More than 500 is taken as 500. */
  readonly maxDepth: number;
}

/** Keeps the reader far from the end of the stack, whatever a caller allows. */
const deepest = 500;
/** Python refuses to read a longer int (sys.int_info.default_max_str_digits). */
const longestNumber = 4_300;

/**
 * Returns what Python's `json.loads` would read, nothing lost: the text of numbers, the order of keys, `NaN`,
 * `Infinity` and `-Infinity`, escaped surrogates without their other half. Of a key that stands twice it keeps the
 * first place and the last value, as Python does. Throws {@link JsonTextError}.
 */
export function parseJson(text: string, limits: JsonLimits): JsonValue {
  if (text.length > limits.maxLength) {
    throw new JsonTextError(`Longer than ${limits.maxLength} characters`, limits.maxLength);
  }
  return new JsonReader(text, Math.min(limits.maxDepth, deepest)).document();
}

/** Returns what {@link parseJson} reads in UTF-8, with or without a byte order mark. Throws {@link JsonTextError}. */
export function parseJsonBytes(bytes: Uint8Array, limits: JsonLimits): JsonValue {
  return parseJson(decodeUtf8(bytes), limits);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Its one way to say so; what it says helps nobody.
    throw new JsonTextError("Not UTF-8", 0);
  }
}

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// Up to a quote, a backslash or a control character, which must be escaped.
const plainCharacters = /[^"\\\u0000-\u001f]*/y;
const fourHexDigits = /[0-9a-fA-F]{4}/y;

const words: readonly (readonly [text: string, value: JsonValue])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", jsonNumber("NaN")],
  ["Infinity", jsonNumber("Infinity")],
  ["-Infinity", jsonNumber("-Infinity")],
];

const escapes: ReadonlyMap<string | undefined, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** Reads one document from front to back. */
class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  #offset = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  document(): JsonValue {
    this.#take(blank);
    const value = this.#value(0);
    this.#take(blank);
    if (this.#offset < this.#text.length) throw this.#error("Extra data");
    return value;
  }

  #value(depth: number): JsonValue {
    const first = this.#text[this.#offset];
    if (first === "{") return this.#object(depth + 1);
    if (first === "[") return this.#array(depth + 1);
    return first === '"' ? this.#string() : this.#wordOrNumber();
  }

  #object(depth: number): JsonValue {
    const entries = new Map<string, JsonValue>();
    this.#list("}", depth, () => {
      if (this.#text[this.#offset] !== '"') throw this.#error("Expecting property name in double quotes");
      const key = this.#string();
      this.#take(blank);
      if (!this.#skip(":")) throw this.#error("Expecting ':' delimiter");
      this.#take(blank);
      entries.set(key, this.#value(depth));
    });
    return entries;
  }

  #array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.#list("]", depth, () => items.push(this.#value(depth)));
    return items;
  }

  /** Reads from the opening bracket to the closing one; blanks around an item are skipped here. */
  #list(end: string, depth: number, readItem: () => void): void {
    if (depth > this.#maxDepth) throw this.#error(`More than ${this.#maxDepth} levels`);
    this.#offset += 1;
    this.#take(blank);
    if (this.#skip(end)) return;
    for (;;) {
      readItem();
      this.#take(blank);
      if (this.#skip(end)) return;
      if (!this.#skip(",")) throw this.#error("Expecting ',' delimiter");
      this.#take(blank);
    }
  }

  #string(): string {
    this.#offset += 1;
    let text = this.#take(plainCharacters);
    while (!this.#skip('"')) {
      if (!this.#skip("\\")) throw this.#error("Unterminated string or control character in it");
      text += this.#escape() + this.#take(plainCharacters);
    }
    return text;
  }

  #escape(): string {
    if (this.#skip("u")) {
      const digits = this.#take(fourHexDigits);
      if (digits === "") throw this.#error("Invalid \\uXXXX escape");
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const character = escapes.get(this.#text[this.#offset]);
    if (character === undefined) throw this.#error("Invalid \\escape");
    this.#offset += 1;
    return character;
  }

  #wordOrNumber(): JsonValue {
    const text = this.#take(number);
    if (text === "") return this.#word();
    if (text.length > longestNumber) throw this.#error(`A number of more than ${longestNumber} characters`);
    return jsonNumber(text);
  }

  #word(): JsonValue {
    const found = words.find(([text]) => this.#text.startsWith(text, this.#offset));
    if (found === undefined) throw this.#error("Expecting value");
    this.#offset += found[0].length;
    return found[1];
  }

  #skip(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false;
    this.#offset += 1;
    return true;
  }

  /** Returns what the pattern matches here, which may be nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const text = pattern.exec(this.#text)?.[0] ?? "";
    this.#offset += text.length;
    return text;
  }

  #error(message: string): JsonTextError {
    return new JsonTextError(message, this.#offset);
  }
}
