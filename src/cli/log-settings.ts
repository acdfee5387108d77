import type { Config } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";

/**
 * Returns the settings of a log beside what a command itself tells people: for what goes wrong alone, and in words,
 * unless somebody has chosen otherwise.
 */
export function quietLog({ settings, values }: Config): Settings["log"] {
  const { level, format, ...log } = settings.log;
  const isLevelChosen = values.some(({ named, origin }) => named.key === "log.level" && origin !== "default");
  return {
    ...log,
    level: isLevelChosen ? level : "warn",
    format: format === "auto" ? "text" : format,
  };
}
