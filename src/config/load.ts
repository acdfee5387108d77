import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { messageOf } from "../lib/errors.ts";
import { configVariable, readEnvironment, type Variables } from "./layer/environment.ts";
import { configFlag, readFlags, type Flags } from "./layer/flags.ts";
import type { Layer } from "./layer/layer.ts";
import { resolveConfig, type Config } from "./resolve.ts";

/** What the entry point knows of the outside world. */
export interface ConfigInput {
  /** The working directory: `config/default.yaml`, `.env` and relative names of config files are looked up in it. */
  readonly directory: string;
  readonly environment: Variables;
  /** Only those that `settingFlags` lists. */
  readonly flags: Flags;
}

/**
 * Loads the configuration: defaults < `config/default.yaml` < the files of `--config` or NEURON_CONFIG < `.env` <
 * environment < flags. Throws CONFIG_INVALID with every problem there is.
 */
export async function loadConfig({ directory, environment, flags }: ConfigInput): Promise<Config> {
  const dotEnv = await readDotEnv(directory);
  const files = filesNamed({ flags, environment, dotEnv: dotEnv.variables });
  return resolveConfig([
    await readOptionalYaml(directory, defaultFile),
    ...(await Promise.all(files.map((file) => readNamedYaml(directory, file)))),
    dotEnv.layer,
    readEnvironment(environment, "environment"),
    readFlags(flags),
  ]);
}

const defaultFile = "config/default.yaml";
const dotEnvFile = ".env";

interface DotEnv {
  readonly variables: Variables;
  readonly layer: Layer;
}

async function readDotEnv(directory: string): Promise<DotEnv> {
  const file = await readText(resolve(directory, dotEnvFile));
  if (file.status === "failed") return { variables: {}, layer: failure(dotEnvFile, file.reason) };
  const variables = file.status === "missing" ? {} : parseEnv(file.text);
  return { variables, layer: readEnvironment(variables, dotEnvFile) };
}

interface NamedFile {
  readonly name: string;
  /** Who named it. */
  readonly origin: string;
}

/** Several names are separated by commas; the strongest source that names any counts alone. */
function filesNamed(from: { flags: Flags; environment: Variables; dotEnv: Variables }): NamedFile[] {
  const sources = [
    { names: from.flags[configFlag], origin: `flag --${configFlag}` },
    { names: from.environment[configVariable], origin: `environment ${configVariable}` },
    { names: from.dotEnv[configVariable], origin: `${dotEnvFile} ${configVariable}` },
  ];
  const { names = "", origin = "" } = sources.find(({ names = "" }) => names !== "") ?? {};
  return names.split(",").flatMap((name) => (name.trim() === "" ? [] : [{ name: name.trim(), origin }]));
}

async function readOptionalYaml(directory: string, name: string): Promise<Layer> {
  const file = await readText(resolve(directory, name));
  if (file.status === "missing") return { given: [], problems: [] };
  return file.status === "failed" ? failure(name, file.reason) : readLayer(file.text, name);
}

async function readNamedYaml(directory: string, { name, origin }: NamedFile): Promise<Layer> {
  const file = await readText(resolve(directory, name));
  if (file.status === "missing") return failure(origin, `there is no file ${name}`);
  return file.status === "failed" ? failure(origin, `${name}: ${file.reason}`) : readLayer(file.text, name);
}

/** A blank line or a comment: the file that comes with the program has no others. */
const saysNothing = /^\s*(?:#|$)/;

/** The parser takes longer to load than many commands to run. */
async function readLayer(text: string, name: string): Promise<Layer> {
  if (text.split("\n").every((line) => saysNothing.test(line))) return { given: [], problems: [] };
  return (await import("./layer/yaml.ts")).readYaml(text, name);
}

function failure(origin: string, message: string): Layer {
  return { given: [], problems: [{ origin, message }] };
}

type FileText =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "missing" }
  | { readonly status: "failed"; readonly reason: string };

async function readText(path: string): Promise<FileText> {
  try {
    return { status: "read", text: await readFile(path, "utf8") };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return isMissing
      ? { status: "missing" }
      : { status: "failed", reason: `cannot be read: ${messageOf(error)}` };
  }
}
