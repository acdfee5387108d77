import { NeuronError } from "../lib/errors.ts";
import { defaultText } from "./redact.ts";
import { namedSettings, type NamedSetting } from "./settings.ts";

/** Returns the Markdown table of all settings, aligned the way prettier aligns it, without a final newline. */
export function settingsTable(): string {
  const head = ["Setting", "Flag", "Environment", "Default", "Meaning"];
  const rows = namedSettings.map((named) => cellsOf(named).map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows].map((cells) => markdownRow(cells, widths)).join("\n");
}

/** Returns the page with the table between its two markers made anew. Throws USAGE_INVALID without markers. */
export function replaceSettingsTable(page: string): string {
  const start = page.indexOf(startMarker);
  const end = page.indexOf(endMarker);
  if (start === -1 || end < start) {
    throw new NeuronError("USAGE_INVALID", `The page lacks the markers ${startMarker} and ${endMarker}`);
  }
  return `${page.slice(0, start)}${startMarker}\n\n${settingsTable()}\n\n${page.slice(end)}`;
}

const startMarker = "<!-- settings:start -->";
const endMarker = "<!-- settings:end -->";

function cellsOf({ key, flag, environment, setting }: NamedSetting): string[] {
  const variables = environment.flatMap((name) =>
    setting.perNetwork === true ? [name, `<NETWORK>_${name}`] : [name],
  );
  return [
    code(key),
    code(flag === undefined ? "" : `--${flag}`),
    variables.map(code).join(", "),
    code(defaultText(setting)),
    setting.description,
  ];
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

function markdownRow(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
}
