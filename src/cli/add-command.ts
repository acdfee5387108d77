import { Command, Option } from "commander";
import { settingFlags, type SettingFlag } from "../config/flags.ts";
import { loadConfig } from "../config/load.ts";
import { asNeuronError, type NeuronError } from "../lib/errors.ts";
import type { Call, CommandDefinition, CommandGroup, Named } from "./command.ts";
import { errorLine } from "./error-line.ts";
import { quietLog } from "./log-settings.ts";
import type { Shell } from "./shell.ts";

export interface Surroundings {
  readonly commandLine: readonly string[];
  readonly shell: Shell;
  readonly onExit: (code: number) => void;
}

/**
 * Adds the commander command of a definition, or of a group with all its own. Every setting is a flag of every
 * command; `--json` prints the result as one line of JSON, an error too. `onExit` learns the exit code.
 */
export function addCommand(
  parent: Command,
  definition: Named<CommandDefinition | CommandGroup>,
  surroundings: Surroundings,
): void {
  const command =
    "commands" in definition ? createGroup(definition) : createCommand(definition, surroundings);
  parent.addCommand(command.copyInheritedSettings(parent));
  if (!("commands" in definition)) return;
  for (const member of definition.commands) addCommand(command, member, surroundings);
}

function createGroup({ name, summary }: Named<CommandGroup>): Command {
  return new Command(name).description(summary);
}

function createCommand(
  definition: Named<CommandDefinition>,
  { commandLine, shell, onExit }: Surroundings,
): Command {
  const command = new Command(definition.name).description(definition.summary);
  for (const [name, description] of definition.arguments ?? []) command.argument(name, description);
  for (const [flags, description] of definition.options ?? []) command.option(flags, description);
  if (definition.argument !== undefined)
    command.argument(`<${definition.argument[0]}>`, definition.argument[1]);
  command.option("--json", "print the result as one line of JSON on standard output");
  const own = ownNames(command);
  for (const { flag, description } of settingFlagsFor(commandLine, own, definition)) {
    command.addOption(new Option(flag, description).helpGroup("Settings:"));
  }
  for (const text of [definition.note, definition.explainsSettings === true ? undefined : everySetting])
    if (text !== undefined) command.addHelpText("after", `\n${text}`);
  return command.action(async () => {
    onExit(await call(definition, shell, { given: given(command, definition), own }));
  });
}

/** What most people change. The others would push a command's own options off the screen. */
const usualSettings = new Set([
  "config",
  "data-dir",
  "network",
  "netuid",
  "subtensor.network",
  "wallet.path",
  "wallet.name",
  "wallet.hotkey",
  "log.level",
]);

const everySetting = "Every other setting is a flag, too: neuron config --help explains them all.";

/**
 * Returns the flags that a command has to know of. The library compares each with all before it, which takes longer
 * than many commands: it gets those that are given, those that the help explains to whoever asks for it, and all of
 * them to suggest the one that was meant to whoever mistyped it.
 */
function settingFlagsFor(
  commandLine: readonly string[],
  own: ReadonlySet<string>,
  { explainsSettings = false, settings = [] }: CommandDefinition,
): SettingFlag[] {
  const flags = settingFlags().filter(({ name }) => !own.has(name));
  if (commandLine.includes("--help") || commandLine.includes("-h"))
    return flags.filter(({ name }) => explainsSettings || usualSettings.has(name) || settings.includes(name));
  const given = new Set(commandLine.filter((word) => word.startsWith("-")).map(nameIn));
  const known = new Set([...own, ...flags.map(({ name }) => name)]);
  const isEachKnown = [...given].every((name) => known.has(name));
  return isEachKnown ? flags.filter(({ name }) => given.has(name)) : flags;
}

/** Returns `axon.port` of `--axon.port=8091`. */
function nameIn(word: string): string {
  return word.replace(/^--/, "").replace(/=.*$/s, "");
}

/** A flag of the command's own is not the setting of the same name. */
function ownNames(command: Command): ReadonlySet<string> {
  return new Set(command.options.map((option) => option.name()));
}

function given(command: Command, { argument }: CommandDefinition): Call["options"] {
  const [value] = command.args;
  return { ...optionsOf(command), ...(argument === undefined ? {} : { [argument[0]]: value }) };
}

/** Returns what was given, under the names that were typed: the library renames options with dashes. */
function optionsOf(command: Command): Call["options"] {
  const values = command.opts<Record<string, unknown>>();
  const given = command.options.map((option) => [option.name(), values[option.attributeName()]] as const);
  const words = command.registeredArguments.map((word, place) => [word.name(), command.args[place]] as const);
  return Object.fromEntries([...given, ...words].filter(isGiven));
}

function isGiven(entry: readonly [string, unknown]): entry is readonly [string, string | boolean] {
  return typeof entry[1] === "string" || typeof entry[1] === "boolean";
}

async function call(
  definition: CommandDefinition,
  shell: Shell,
  { given, own }: { readonly given: Call["options"]; readonly own: ReadonlySet<string> },
): Promise<number> {
  const json = given["json"] === true;
  try {
    const config = await loadConfig({
      directory: shell.workingDirectory,
      environment: shell.environment,
      flags: settingsAmong(given, own),
    });
    // A person is told by the command itself what it does.
    const isWatched = definition.isService === true || !shell.stderr.isTerminal;
    const tools = await shell.createTools(isWatched ? config.settings.log : quietLog(config));
    const print = (line: string) => {
      if (!json) shell.stdout.write(`${line}\n`);
    };
    const result = await definition.run({ shell, config, tools, options: given, print });
    if (json) shell.stdout.write(`${JSON.stringify(result)}\n`);
    return definition.exitCodeOf?.(result) ?? 0;
  } catch (error) {
    return report(asNeuronError(error), shell, json);
  }
}

function settingsAmong(given: Call["options"], own: ReadonlySet<string>): Record<string, string> {
  const names = new Set(settingFlags().flatMap(({ name }) => (own.has(name) ? [] : [name])));
  return Object.fromEntries(
    Object.entries(given).filter(
      (entry): entry is [string, string] => names.has(entry[0]) && typeof entry[1] === "string",
    ),
  );
}

function report(error: NeuronError, { stdout, stderr }: Shell, json: boolean): number {
  stderr.write(`${error.message}\n`);
  if (error.code === "INTERNAL" && error.cause instanceof Error) stderr.write(`${error.cause.stack ?? ""}\n`);
  if (json) stdout.write(errorLine(error));
  return error.exitCode;
}
