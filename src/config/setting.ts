import type { z } from "zod";

/** What a setting can hold; undefined is a setting that nobody made and that has no default. */
export type SettingValue = string | number | boolean | readonly string[] | undefined;

/** One setting as data: everything that reads, checks, prints or documents it is made from this. */
export interface Setting<Value extends SettingValue = SettingValue> {
  readonly kind: "setting";
  /** Takes the value as YAML gives it and as text, the way the environment and flags give it. */
  readonly type: z.ZodType<Value>;
  /** In a text, `{other.key}` stands for the value of that setting. */
  readonly default: Value;
  /** One sentence for the operator: what it is, with its unit. */
  readonly description: string;
  /** What stands for the value in help texts, as `port` in `--axon.port <port>`. */
  readonly placeholder: string;
  /** Names in the environment and in `.env`, the preferred one first; without any: `NEURON_` and the key. */
  readonly environment?: readonly string[];
  /** The flag without its dashes; without one: the key. */
  readonly flag?: string;
  /** Never printed, and without a flag: every user of a machine can read its command lines. */
  readonly secret?: boolean;
  /** Each network may have its own value. */
  readonly perNetwork?: boolean;
}

/** Settings by name, in groups. */
export interface SettingGroup {
  readonly [name: string]: Setting | SettingGroup;
}

/** The typed object that a group of settings becomes. */
export type ValuesOf<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends Setting<infer Value> ? Value : ValuesOf<Group[Name]>;
};

/**
 * Defines a setting.
 *
 * @example
 * port: setting({ type: wholeNumber(0, 65_535), default: 8091, description: "Port of the axon.", placeholder: "port" })
 */
export function setting<Value extends SettingValue>(facts: Omit<Setting<Value>, "kind">): Setting<Value> {
  return { kind: "setting", ...facts };
}

/** Tells a setting from a group of them. */
export function isSetting(entry: Setting | SettingGroup): entry is Setting {
  return entry.kind === "setting";
}
