import type { LogFields } from "../../lib/logger.ts";

/** Returns the fields as they may be kept: secrets hidden by their names and forms, long texts cut. */
export function redactFields(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redact(name, value, 0)]));
}

/** Returns text without the users, passwords and bearer tokens in it. */
export function redactText(text: string): string {
  const short = text.length > longestCharacters ? `${text.slice(0, longestCharacters)}…` : text;
  return short.replaceAll(userInAddress, "$1***@").replaceAll(bearerToken, "$1 ***");
}

const longestCharacters = 4_000;
const deepest = 4;
const mostEntries = 50;

const secretName = /passw|secret|mnemonic|seed_?phrase|private_?key|token|authorization|signature|cookie/i;
const userInAddress = /(\b[a-z][\w+.-]*:\/\/)[^/\s@]+@/gi;
const bearerToken = /\b(bearer)\s+[\w.~+/=-]{8,}/gi;

function redact(name: string, value: unknown, depth: number): unknown {
  if (secretName.test(name) && value !== undefined && typeof value !== "boolean") return "***";
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return redactText(value.message);
  if (depth >= deepest) return "…";
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((item) => redact("", item, depth + 1));
  const entries = Object.entries(value).slice(0, mostEntries);
  return Object.fromEntries(entries.map(([key, inner]) => [key, redact(key, inner, depth + 1)]));
}
