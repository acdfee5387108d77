import { defaultText } from "./redact.ts";
import { configFlag } from "./layer/flags.ts";
import { namedSettings, type NamedSetting } from "./settings.ts";

/** One flag for the command line's own library to declare. */
export interface SettingFlag {
  /** `--axon.port <port>` */
  readonly flag: string;
  /** Without dashes, as `loadConfig` takes it: `axon.port`. */
  readonly name: string;
  /** The setting that it sets; undefined for `--config`. */
  readonly key: string | undefined;
  /** With the default at its end. */
  readonly description: string;
}

/** Returns the flag of every setting that has one, after `--config`. Secrets have none. */
export function settingFlags(): SettingFlag[] {
  return [configFileFlag, ...namedSettings.flatMap(flagOf)];
}

const configFileFlag: SettingFlag = {
  flag: `--${configFlag} <files>`,
  name: configFlag,
  key: undefined,
  description: "Further YAML files of settings, with commas; a later one beats an earlier one.",
};

function flagOf({ flag, key, setting }: NamedSetting): SettingFlag[] {
  if (flag === undefined) return [];
  const standard = defaultText(setting);
  const description = standard === "" ? setting.description : `${setting.description} (default: ${standard})`;
  return [{ flag: `--${flag} <${setting.placeholder}>`, name: flag, key, description }];
}
