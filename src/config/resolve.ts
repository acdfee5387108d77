import { isDeepStrictEqual } from "node:util";
import { findConflicts } from "./conflicts.ts";
import type { Given, Layer } from "./layer/layer.ts";
import { configInvalid, type Problem } from "./problem.ts";
import { quoted } from "./redact.ts";
import type { SettingValue } from "./setting.ts";
import { namedSettings, type Settings } from "./settings.ts";
import { keyOf, settingsFrom, type EffectiveValue } from "./values.ts";

export interface Config {
  readonly settings: Settings;
  /** Every setting in the order of the definition, then what networks have of their own. */
  readonly values: readonly EffectiveValue[];
}

/**
 * Returns the configuration that the layers make, a later one beating an earlier one; a network's own value beats
 * the general one, whatever their layers. Throws CONFIG_INVALID with every problem of every layer, also of values
 * that another layer beats.
 */
export function resolveConfig(layers: readonly Layer[]): Config {
  const general = mergeLayers(layers, ({ network }) => network === undefined);
  const values = withDefaults(general.values);
  const networks = new Set(settingsFrom(values).networks);
  const own = mergeLayers(layers, (given) => isOwnOf(networks, given));
  const allValues = [...values, ...own.values.values()];
  const settings = settingsFrom(allValues);

  const refusals = [...general.refusals, ...own.refusals];
  const refusedKeys = new Set(refusals.map(({ key }) => key));
  const problems: Problem[] = [
    ...layers.flatMap((layer) => layer.problems),
    ...refusals.map(({ origin, message }) => ({ origin, message })),
    ...findConflicts(settings, allValues, refusedKeys),
  ];
  if (problems.length > 0) throw configInvalid(problems);
  return { settings, values: allValues };
}

/** A problem with a value, and the setting that now has none to go by. */
interface Refusal extends Problem {
  readonly key: string;
}

interface Merged {
  readonly values: ReadonlyMap<string, EffectiveValue>;
  readonly refusals: readonly Refusal[];
}

function mergeLayers(layers: readonly Layer[], counts: (given: Given) => boolean): Merged {
  const merged = layers.map((layer) => mergeLayer(layer.given.filter(counts)));
  return {
    values: new Map(merged.flatMap(({ values }) => [...values])),
    refusals: merged.flatMap(({ refusals }) => refusals),
  };
}

/** One source may name a setting twice, by an alias, as long as it says the same. */
function mergeLayer(given: readonly Given[]): Merged {
  const values = new Map<string, EffectiveValue>();
  const refusals: Refusal[] = [];
  for (const { raw, ...facts } of given) {
    const { named, origin } = facts;
    const parsed = named.setting.type.safeParse(raw);
    const earlier = values.get(keyOf(facts));
    if (!parsed.success) {
      const reason = parsed.error.issues[0]?.message ?? "is not valid";
      refusals.push({ key: named.key, origin, message: `${quoted(named.setting, raw)} ${reason}` });
    } else if (earlier === undefined) {
      values.set(keyOf(facts), { ...facts, value: parsed.data });
    } else if (!isDeepStrictEqual(earlier.value, parsed.data)) {
      const message = `says otherwise than ${earlier.origin}, and both mean ${keyOf(facts)}: keep one of them`;
      refusals.push({ key: named.key, origin, message });
    }
  }
  return { values, refusals };
}

/** `BITCOIN_CLICKHOUSE_HOST` belongs to someone else when there is no network bitcoin here. */
function isOwnOf(networks: ReadonlySet<string>, { network, mayBeForeign = false }: Given): boolean {
  return network !== undefined && (networks.has(network) || !mayBeForeign);
}

function withDefaults(values: ReadonlyMap<string, EffectiveValue>): EffectiveValue[] {
  return namedSettings.map(
    (named) =>
      values.get(named.key) ?? { named, value: fillIn(named.setting.default, values), origin: "default" },
  );
}

/** Replaces `{other.key}` in a default by the value of that setting. */
function fillIn(value: SettingValue, values: ReadonlyMap<string, EffectiveValue>): SettingValue {
  if (typeof value !== "string") return value;
  return value.replace(/\{([a-z0-9_.]+)\}/g, (place, key: string) => {
    const other = namedSettings.find((named) => named.key === key);
    return other === undefined ? place : String(values.get(key)?.value ?? other.setting.default);
  });
}
