import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
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
const mapping = z.record(z.string(), z.unknown());

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
  if (value === null || value === undefined) return [];
  const parsed = mapping.safeParse(value);
  if (!parsed.success) return [problemAt(place, "", "must be a group of settings, one `key: value` a line")];
  return Object.entries(parsed.data).flatMap(([name, entry]) => readEntry(name, entry, place));
}

function readEntry(name: string, entry: unknown, place: Place): Reading[] {
  const key = keyIn(place, name);
  const named = place.settings.get(key);
  if (named !== undefined) return entry === null ? [] : [givenAt(place, name, named, entry)];
  if (key === overridesKey && place.network === undefined) return readOverrides(entry, place.file);
  if (isGroup(key, place.settings))
    return readMapping(entry, { ...place, prefix: `${place.prefix}${name}.` });
  const hint = didYouMean(key, [...place.settings.keys(), ...groupsOf(place.settings), overridesKey]);
  return [problemAt(place, name, `is not a setting${hint}`)];
}

function readOverrides(value: unknown, file: string): Reading[] {
  const place = { file, prefix: `${overridesKey}.`, settings: settingsOfNetworks };
  if (value === null) return [];
  const networks = mapping.safeParse(value);
  if (!networks.success) return [problemAt(place, "", "must be a group of networks")];
  return Object.entries(networks.data).flatMap(([network, entry]) =>
    networkPattern.test(network)
      ? readMapping(entry, { ...place, network, prefix: `${overridesKey}.${network}.` })
      : [problemAt(place, network, "is not a network: use lower-case letters, digits and underscores")],
  );
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

function isGroup(key: string, settings: ReadonlyMap<string, NamedSetting>): boolean {
  return groupsOf(settings).includes(key);
}

function groupsOf(settings: ReadonlyMap<string, NamedSetting>): string[] {
  return [...settings.keys()].flatMap((key) => key.split(".").slice(0, -1).join(".") || []);
}

function byKey(settings: readonly NamedSetting[]): ReadonlyMap<string, NamedSetting> {
  return new Map(settings.map((named) => [named.key, named]));
}
