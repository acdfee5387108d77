import { Command, CommanderError } from "commander";
import type { Surroundings } from "./add-command.ts";
import { commands } from "./commands.ts";
import type { Shell } from "./shell.ts";

/** Wrong usage, as sysexits(3) names it. */
const usageExitCode = 64;

/** Runs the command line and returns the exit code. Never throws for anything that a user can type. */
export async function runProgram(commandLine: readonly string[], shell: Shell): Promise<number> {
  let exitCode = 0;
  const program = new Command("neuron")
    .description("A Bittensor miner neuron: AML risk scores from ingest to answer")
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
    })
    .exitOverride();
  await addCommands(program, { commandLine, shell, onExit: (code) => (exitCode = code) });
  try {
    await program.parseAsync(commandLine, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageExitCode;
  }
}

/** What the command line does not name is there for the help alone. */
async function addCommands(program: Command, surroundings: Surroundings): Promise<void> {
  for (const { name, summary, load } of commands) {
    if (!surroundings.commandLine.includes(name)) program.command(name).description(summary);
    else {
      const [{ addCommand }, definition] = await Promise.all([import("./add-command.ts"), load()]);
      addCommand(program, { name, summary, ...definition }, surroundings);
    }
  }
}
