import { LineCounter, parseDocument } from "yaml";
import { messageOf } from "../../lib/errors.ts";
import type { Problem } from "../problem.ts";
import { namedSettings, type NamedSetting } from "../settings.ts";
import { didYouMean } from "../suggest.ts";
import type { Given, Layer } from "./layer.ts";

/**
 * Returns what a YAML file says; `file` is its name for messages. A key without a value is a setting not made.
 * One network's own values stand under `network_overrides`, by network and key.
 */
export function readYaml(source: string, file: string): Layer {
  const content = parseYaml(source, file);
  if ("problems" in content) return { given: [], problems: content.problems };
  const readings = readMapping(content.value, { file, prefix: "", settings: settingsByKey });
  return {
    given: readings.flatMap((reading) => ("raw" in reading ? [reading] : [])),
    problems: readings.flatMap((reading) => ("message" in reading ? [reading] : [])),
  };
}

interface Place {
  readonly file: string;
  /** What stands before a key in the file. */
  readonly prefix: string;
  readonly network?: string;
  readonly settings: ReadonlyMap<string, NamedSetting>;
}

type Reading = Given | Problem;

const overridesKey = "network_overrides";
const networkPattern = /^[a-z0-9_]{1,32}$/;
const notANetwork = "is not a network: use lower-case letters, digits and underscores";

const settingsByKey = byKey(namedSettings);
const settingsOfNetworks = byKey(namedSettings.filter(({ setting }) => setting.perNetwork === true));

/** The parser's own messages quote the file, which may hold secrets: only their code and place are told. */
function parseYaml(source: string, file: string): { value: unknown } | { problems: Problem[] } {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { prettyErrors: false, lineCounter, logLevel: "silent" });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map(({ code, pos }) => {
      const { line, col } = lineCounter.linePos(pos[0]);
      const reason = code.toLowerCase().replaceAll("_", " ");
      return { origin: file, message: `is not valid YAML at line ${line}, column ${col}: ${reason}` };
    });
    return { problems };
  }
  try {
    return { value: document.toJS() as unknown };
  } catch (error) {
    const reason = error instanceof ReferenceError ? "an alias that cannot be followed" : messageOf(error);
    return { problems: [{ origin: file, message: `is not valid YAML: ${reason}` }] };
  }
}

function readMapping(value: unknown, place: Place): Reading[] {
  if (value === null) return [];
  const entries = findEntries(value);
  if (entries === undefined) return [problemAt(place, "", "must be a group, one `key: value` a line")];
  return entries.flatMap(([name, entry]) => readEntry(name, entry, place));
}

function readEntry(name: string, entry: unknown, place: Place): Reading[] {
  const key = keyIn(place, name);
  const named = place.settings.get(key);
  if (named !== undefined) return entry === null ? [] : [givenAt(place, name, named, entry)];
  if (key === overridesKey && place.network === undefined) return readOverrides(entry, place.file);
  const groups = groupsOf(place.settings);
  if (groups.includes(key)) return readMapping(entry, { ...place, prefix: `${place.prefix}${name}.` });
  const hint = didYouMean(key, [...place.settings.keys(), ...groups, overridesKey]);
  return [problemAt(place, printableName(name), `is not a setting${hint}`)];
}

/** A forgotten space makes a key of a value: `{password:secret}`. What no key holds is not told. */
function printableName(name: string): string {
  const [start = ""] = /^[\w.-]{0,64}/.exec(name) ?? [];
  return start === name ? name : `${start}…`;
}

function readOverrides(value: unknown, file: string): Reading[] {
  const place = { file, prefix: `${overridesKey}.`, settings: settingsOfNetworks };
  if (value === null) return [];
  const networks = findEntries(value);
  if (networks === undefined) return [problemAt(place, "", "must be a group of networks")];
  return networks.flatMap(([network, entry]) => {
    if (!networkPattern.test(network)) return [problemAt(place, printableName(network), notANetwork)];
    return readMapping(entry, { ...place, network, prefix: `${overridesKey}.${network}.` });
  });
}

/** Returns what a mapping holds, or undefined when this is none. */
function findEntries(value: unknown): [string, unknown][] | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : undefined;
}

/** Returns the setting's key: the file's, less what names the network. */
function keyIn({ prefix, network }: Place, name: string): string {
  const outer = network === undefined ? "" : `${overridesKey}.${network}.`;
  return `${prefix.slice(outer.length)}${name}`;
}

function givenAt(place: Place, name: string, named: NamedSetting, raw: unknown): Given {
  const origin = `${place.file}: ${place.prefix}${name}`;
  return { named, raw, origin, ...(place.network === undefined ? {} : { network: place.network }) };
}

function problemAt({ file, prefix }: Place, name: string, message: string): Problem {
  const key = `${prefix}${name}`.replace(/\.$/, "");
  return { origin: key === "" ? file : `${file}: ${key}`, message };
}

function groupsOf(settings: ReadonlyMap<string, NamedSetting>): string[] {
  return [...settings.keys()].flatMap((key) => key.split(".").slice(0, -1).join(".") || []);
}

function byKey(settings: readonly NamedSetting[]): ReadonlyMap<string, NamedSetting> {
  return new Map(settings.map((named) => [named.key, named]));
}
