import type { SettingValue } from "./setting.ts";
import type { NamedSetting, Settings } from "./settings.ts";

/** The value that counts for one setting, and where it came from. */
export interface EffectiveValue {
  readonly named: NamedSetting;
  /** The network that it is for; undefined for all of them. */
  readonly network?: string;
  readonly value: SettingValue;
  readonly origin: string;
}

/** Returns the key of a value as in YAML: `axon.port`, `network_overrides.torus.clickhouse.host`. */
export function keyOf({ named, network }: Pick<EffectiveValue, "named" | "network">): string {
  return network === undefined ? named.key : `network_overrides.${network}.${named.key}`;
}

/** Returns the typed object of all values; those of networks go to `networkOverrides`. */
export function settingsFrom(values: readonly EffectiveValue[]): Settings {
  const general = values.filter(({ network }) => network === undefined);
  const networks = new Set(values.flatMap(({ network }) => network ?? []));
  const networkOverrides = new Map(
    [...networks].map((network) => [network, nest(values.filter((value) => value.network === network))]),
  );
  // True because paths come from the definition alone, each value went through its setting's type, and every
  // setting has a general value: given, or by default.
  return { ...nest(general), networkOverrides } as unknown as Settings;
}

interface Nested {
  [name: string]: unknown;
}

function nest(values: readonly EffectiveValue[]): Nested {
  const root: Nested = {};
  for (const { named, value } of values) put(root, named.path, value);
  return root;
}

function put(group: Nested, [name = "", ...rest]: readonly string[], value: SettingValue): void {
  if (rest.length === 0) {
    group[name] = value;
    return;
  }
  const inner = (group[name] ?? {}) as Nested;
  group[name] = inner;
  put(inner, rest, value);
}
