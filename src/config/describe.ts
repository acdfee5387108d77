import { printable } from "./redact.ts";
import type { Config } from "./resolve.ts";
import { keyOf } from "./values.ts";

/** One effective setting, fit for print. */
export interface SettingRow {
  readonly key: string;
  /** With secrets hidden. */
  readonly value: string;
  readonly source: string;
}

/** Returns every effective setting with its source, secrets hidden. */
export function describeSettings({ values }: Config): SettingRow[] {
  return values.map((effective) => ({
    key: keyOf(effective),
    value: printable(effective.named.setting, effective.value),
    source: effective.origin,
  }));
}

/** Returns the rows as an aligned table of text, with a head and a final newline. */
export function formatSettings(rows: readonly SettingRow[]): string {
  const all = [{ key: "SETTING", value: "VALUE", source: "SOURCE" }, ...rows];
  const keyWidth = Math.max(...all.map(({ key }) => key.length));
  const valueWidth = Math.max(...all.map(({ value }) => value.length));
  return all
    .map(({ key, value, source }) => `${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${source}\n`)
    .join("");
}
