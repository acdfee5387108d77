import { inspect } from "node:util";
import type { Setting, SettingValue } from "./setting.ts";

/** Returns a value as people may see it: secrets hidden, and addresses without user, password and query. */
export function printable(setting: Setting, value: SettingValue): string {
  if (value === undefined) return "(not set)";
  if (setting.secret === true) return value === "" ? "" : "(hidden)";
  if (typeof value === "object") return value.map(withoutCredentials).join(", ");
  return withoutCredentials(String(value));
}

/** Returns a default for help texts; empty when there is none. */
export function defaultText(setting: Setting): string {
  return setting.default === undefined ? "" : printable(setting, setting.default);
}

/** Returns a refused value, whatever it is, for a message: never a secret, and never long. */
export function quoted(setting: Setting, raw: unknown): string {
  if (setting.secret === true) return "(hidden)";
  const shown = withoutCredentials(typeof raw === "string" ? raw : inspect(raw, { depth: 1 }));
  const short =
    shown.length > longestQuotedCharacters ? `${shown.slice(0, longestQuotedCharacters)}…` : shown;
  return typeof raw === "string" ? JSON.stringify(short) : short;
}

const longestQuotedCharacters = 80;

const schemePattern = /^[\w+.-]*:\/\//;
const userPattern = /^[^/]*:.*@/s;
const queryPattern = /\?.*$/s;

/** Rather hides too much than too little: what is refused can be an address in any wrong form. */
function withoutCredentials(text: string): string {
  const scheme = schemePattern.exec(text)?.[0] ?? "";
  const rest = text.slice(scheme.length);
  const anonymous = rest.replace(scheme === "" ? userPattern : /^.*@/s, "***@");
  return text.includes("://") ? `${scheme}${anonymous.replace(queryPattern, "?***")}` : anonymous;
}
