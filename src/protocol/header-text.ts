import { Refusal } from "./refusal.ts";
import type { RequestHead } from "./scheme.ts";

/** What the value of a header may be. No form allows a comma or a blank: Node joins repeated headers with both. */
export interface HeaderForm {
  readonly pattern: RegExp;
  /** Ends the sentence "… must be". */
  readonly text: string;
}

/** An address with prefix 42, its checksum aside (facts: bittensor 2.2). */
export const hotkeyForm: HeaderForm = {
  pattern: /^5[1-9A-HJ-NP-Za-km-z]{46,47}$/,
  text: "an SS58 address with prefix 42",
};

export const signatureForm: HeaderForm = {
  pattern: /^0x[0-9a-fA-F]{128}$/,
  text: "0x and 128 hexadecimal digits",
};

/** Up to the year 5138 in nanoseconds; without leading zeros, so that one number has one text. */
export const nanosecondsForm: HeaderForm = {
  pattern: /^(?:0|[1-9][0-9]{0,19})$/,
  text: "nanoseconds since the Unix epoch in at most 20 digits",
};

export const uuidForm: HeaderForm = {
  pattern: /^[\x21-\x2b\x2d-\x7e]{1,64}$/,
  text: "at most 64 printable ASCII characters without comma and blank",
};

/**
 * Returns the value of a header, by lower-case name, or undefined when the request has none. Throws Refusal
 * `malformed` for a value of another form, and so for a header that stands twice in the request.
 */
export function findHeader(
  headers: RequestHead["headers"],
  name: string,
  { pattern, text }: HeaderForm,
): string | undefined {
  const value = headers[name];
  if (value === undefined) return undefined;
  if (typeof value === "string" && pattern.test(value)) return value;
  throw new Refusal("malformed", `Header ${name} must be ${text}`);
}

/** Returns the value of a header as {@link findHeader} does. Throws Refusal `malformed` when there is none. */
export function getHeader(headers: RequestHead["headers"], name: string, form: HeaderForm): string {
  const value = findHeader(headers, name, form);
  if (value === undefined) throw new Refusal("malformed", `Header ${name} is missing`);
  return value;
}

/** Returns whether the request has at least one of these headers. */
export function hasAny(headers: RequestHead["headers"], names: readonly string[]): boolean {
  return names.some((name) => headers[name] !== undefined);
}
