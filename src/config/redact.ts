import type { Setting } from "./setting.ts";

/**
 * Returns a value as people may see it: secrets hidden, and credentials taken out of whatever looks like an
 * address with a user, a password or a query. Rather hides too much than too little.
 */
export function printable(setting: Setting<unknown>, value: unknown): string {
  if (value === undefined) return "(not set)";
  if (setting.secret === true) return value === "" ? "" : "(hidden)";
  if (typeof value === "string") return withoutCredentials(value);
  if (Array.isArray(value)) return value.map((item) => printable(setting, item)).join(", ");
  return JSON.stringify(value) ?? typeof value;
}

/** Returns a refused value for a message: quoted when it is text, and never long. */
export function quoted(setting: Setting<unknown>, value: unknown): string {
  const shown = printable(setting, value);
  const short =
    shown.length > longestQuotedCharacters ? `${shown.slice(0, longestQuotedCharacters)}…` : shown;
  return typeof value === "string" && setting.secret !== true ? `"${short}"` : short;
}

const longestQuotedCharacters = 80;

function withoutCredentials(text: string): string {
  return text
    .replace(/:\/\/.*@/s, "://***@")
    .replace(/^[^/\s]*:.*@/s, (match) => (match.endsWith("://***@") ? match : "***@"))
    .replace(/(:\/\/[^?]*)\?.*$/s, "$1?***");
}
