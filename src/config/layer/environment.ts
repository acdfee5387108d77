import type { Problem } from "../problem.ts";
import { namedSettings, type NamedSetting } from "../settings.ts";
import { didYouMean } from "../suggest.ts";
import type { Given, Layer } from "./layer.ts";

/** The variable that names the config files. */
export const configVariable = "NEURON_CONFIG";

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Returns what environment variables say; `place` is their origin for messages, `environment` or `.env`.
 * An empty variable is one not set, except where empty text is a value. `TORUS_CLICKHOUSE_HOST` is given for the
 * network torus, whether or not there is such a network.
 */
export function readEnvironment(variables: Variables, place: string): Layer {
  const readings = Object.entries(variables).flatMap(([name, raw]) =>
    raw === undefined ? [] : readVariable(name, raw, `${place} ${name}`),
  );
  return {
    given: readings.flatMap((reading) => ("raw" in reading ? [reading] : [])),
    problems: readings.flatMap((reading) => ("message" in reading ? [reading] : [])),
  };
}

const ownPrefix = "NEURON_";

const settingsByVariable = byVariable(namedSettings);
const networkSettingsByVariable = byVariable(
  namedSettings.filter(({ setting }) => setting.perNetwork === true),
);

function readVariable(name: string, raw: string, origin: string): (Given | Problem)[] {
  const named = settingsByVariable.get(name);
  if (named !== undefined) return isSet(named, raw) ? [{ named, raw, origin }] : [];
  if (name.startsWith(ownPrefix)) return name === configVariable ? [] : [unknownVariable(name, origin)];
  return [...networkSettingsByVariable].flatMap(([variable, ofNetwork]) => {
    const network = name.endsWith(`_${variable}`) ? name.slice(0, -variable.length - 1) : "";
    if (network === "" || network !== network.toUpperCase() || !isSet(ofNetwork, raw)) return [];
    return [{ named: ofNetwork, network: network.toLowerCase(), mayBeForeign: true, raw, origin }];
  });
}

function isSet({ setting }: NamedSetting, raw: string): boolean {
  return raw !== "" || setting.type.safeParse(raw).success;
}

function unknownVariable(name: string, origin: string): Problem {
  const known = [...settingsByVariable.keys(), configVariable];
  return { origin, message: `is not a setting${didYouMean(name, known)}` };
}

function byVariable(settings: readonly NamedSetting[]): ReadonlyMap<string, NamedSetting> {
  return new Map(settings.flatMap((named) => named.environment.map((variable) => [variable, named])));
}
