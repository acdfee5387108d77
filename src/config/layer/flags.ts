import { namedSettings } from "../settings.ts";
import { didYouMean } from "../suggest.ts";
import type { Layer } from "./layer.ts";

/** The flag that names the config files. */
export const configFlag = "config";

/** Flags by their name without dashes: `{ "axon.port": "8091" }`. */
export type Flags = Readonly<Record<string, string>>;

/** Returns what the command line says. */
export function readFlags(flags: Flags): Layer {
  const entries = Object.entries(flags).filter(([name]) => name !== configFlag);
  return {
    given: entries.flatMap(([name, raw]) => {
      const named = settingsByFlag.get(name);
      return named === undefined ? [] : [{ named, raw, origin: `flag --${name}` }];
    }),
    problems: entries.flatMap(([name]) => {
      if (settingsByFlag.has(name)) return [];
      return [
        { origin: `flag --${name}`, message: `is not a setting${didYouMean(`--${name}`, knownFlags)}` },
      ];
    }),
  };
}

const settingsByFlag = new Map(
  namedSettings.flatMap((named) => (named.flag === undefined ? [] : [[named.flag, named]])),
);

const knownFlags = [...settingsByFlag.keys()].map((flag) => `--${flag}`);
