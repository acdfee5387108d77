import type { Config } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";

/** Returns the settings of a log for what goes wrong alone, unless somebody has chosen a level. */
export function quietLog({ settings, values }: Config): Settings["log"] {
  const isChosen = values.some(({ named, origin }) => named.key === "log.level" && origin !== "default");
  return isChosen ? settings.log : { ...settings.log, level: "warn" };
}
