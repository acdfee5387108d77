import { Command, CommanderError } from "commander";
import { NeuronError } from "../lib/errors.ts";
import type { Surroundings } from "./add-command.ts";
import { commands } from "./commands.ts";
import { errorLine } from "./error-line.ts";
import type { Shell } from "./shell.ts";

/** Of a column of text that is still worth breaking lines in, in characters; the library breaks none below 40. */
const narrowest = 20;

/** Runs the command line and returns the exit code. Never throws for anything that a user can type. */
export async function runProgram(commandLine: readonly string[], shell: Shell): Promise<number> {
  let exitCode = 0;
  const program = new Command("neuron")
    .description("A Bittensor miner neuron: AML risk scores from ingest to answer")
    .version(await versionFor(commandLine), "-V, --version", "print the program's version")
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
    })
    .configureHelp({ minWidthToWrap: narrowest })
    .exitOverride();
  await addCommands(program, { commandLine, shell, onExit: (code) => (exitCode = code) });
  try {
    await program.parseAsync(commandLine, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : refuseUsage(error, commandLine, shell);
  }
}

/** Only who asks for it waits until it is read. */
async function versionFor([word]: readonly string[]): Promise<string> {
  if (word !== "--version" && word !== "-V") return "";
  return (await import("./version.ts")).programVersion();
}

/** What the command line does not name is there for the help alone. */
async function addCommands(program: Command, surroundings: Surroundings): Promise<void> {
  for (const { name, group, summary, load } of commands) {
    if (!surroundings.commandLine.includes(name))
      program.command(name).description(summary).helpGroup(`${group}:`);
    else {
      const [{ addCommand }, definition] = await Promise.all([import("./add-command.ts"), load()]);
      addCommand(program, { name, summary, ...definition }, surroundings);
    }
  }
}

/** What is wrong stands on standard error by now. */
function refuseUsage({ message }: CommanderError, commandLine: readonly string[], { stdout }: Shell): number {
  const error = new NeuronError("USAGE_INVALID", message.replace(/^error: /, ""));
  if (commandLine.includes("--json")) stdout.write(errorLine(error));
  return error.exitCode;
}
