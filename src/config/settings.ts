import { admissionSettings, authSettings } from "./definition/admission.ts";
import { apiSettings, axonSettings } from "./definition/axon.ts";
import { backtestSettings } from "./definition/backtest.ts";
import { clickhouseSettings } from "./definition/clickhouse.ts";
import { controlSettings } from "./definition/control.ts";
import { generalSettings } from "./definition/general.ts";
import { guardSettings } from "./definition/guard.ts";
import { gradingSettings } from "./definition/grading.ts";
import { jobSettings, shutdownSettings } from "./definition/jobs.ts";
import { logSettings } from "./definition/logging.ts";
import { labelsSettings } from "./definition/labels.ts";
import { scorerSettings } from "./definition/scorer.ts";
import { sourceSettings } from "./definition/source.ts";
import { announcementSettings, registrationSettings, subtensorSettings } from "./definition/subtensor.ts";
import { scoringSettings, trainingSettings, xgboostSettings } from "./definition/training.ts";
import { validatorSettings } from "./definition/validator.ts";
import { walletSettings } from "./definition/wallet.ts";
import { isSetting, type Setting, type SettingGroup, type ValuesOf } from "./setting.ts";

/** Every setting there is. */
const definition = {
  ...generalSettings,
  log: logSettings,
  control: controlSettings,
  subtensor: subtensorSettings,
  registration: registrationSettings,
  axon: { ...axonSettings, ...announcementSettings },
  guard: guardSettings,
  auth: authSettings,
  admission: admissionSettings,
  api: apiSettings,
  clickhouse: clickhouseSettings,
  source: sourceSettings,
  training: trainingSettings,
  scoring: scoringSettings,
  scorer: scorerSettings,
  grading: gradingSettings,
  jobs: jobSettings,
  shutdown: shutdownSettings,
  validator: validatorSettings,
  backtest: backtestSettings,
  labels: labelsSettings,
  xgboost: xgboostSettings,
  wallet: walletSettings,
};

type Values = ValuesOf<typeof definition>;

/** How to reach ClickHouse; without a host, the embedded engine is meant. */
export type ClickhouseSettings = Values["clickhouse"];

/** Whom the axon turns away, and for how long. */
export type GuardSettings = Values["guard"];

/** Which signatures count, and for how long. */
export type AuthSettings = Values["auth"];

/** What runs when. */
export type JobSettings = Values["jobs"];

/** How validators grade. */
export type GradingSettings = Values["grading"];

/** How the reference validator works. */
export type ValidatorSettings = Values["validator"];
/** How models are compared over history. */
export type BacktestSettings = Values["backtest"];

/** What labels weigh in training, and which label files are refused. */
export type LabelsSettings = Values["labels"];

/** What one network has of its own. */
export interface NetworkOverrides {
  readonly clickhouse?: Partial<ClickhouseSettings>;
}

/** The effective settings, each as its type promises. */
export interface Settings extends Values {
  /** Keyed by network; a network without an entry has nothing of its own. */
  readonly networkOverrides: ReadonlyMap<string, NetworkOverrides>;
}

/** A setting with all its names. */
export interface NamedSetting {
  /** As in YAML: `axon.cors_origins`. */
  readonly key: string;
  /** As in the typed object: `["axon", "corsOrigins"]`. */
  readonly path: readonly string[];
  readonly environment: readonly string[];
  /** Without dashes: `axon.cors-origins`; undefined for a secret. */
  readonly flag: string | undefined;
  readonly setting: Setting;
}

/** Every setting with its names, in the order of the definition. */
export const namedSettings: readonly NamedSetting[] = nameSettings(definition, []);

function nameSettings(group: SettingGroup, parents: readonly string[]): NamedSetting[] {
  return Object.entries(group).flatMap(([name, entry]) => {
    const path = [...parents, name];
    return isSetting(entry) ? [nameSetting(entry, path)] : nameSettings(entry, path);
  });
}

function nameSetting(setting: Setting, path: readonly string[]): NamedSetting {
  const key = path.map(snakeCase).join(".");
  return {
    key,
    path,
    environment: setting.environment ?? [`NEURON_${key.toUpperCase().replaceAll(".", "_")}`],
    flag: setting.secret === true ? undefined : (setting.flag ?? key.replaceAll("_", "-")),
    setting,
  };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
