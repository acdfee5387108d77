import { Command, CommanderError } from "commander";
import { createCommand, type CommandDefinition } from "./command.ts";
import { configCommand } from "./config.ts";
import { demoCommand } from "./demo.ts";
import { exportCommand } from "./export.ts";
import { ingestCommand } from "./ingest.ts";
import { minerCommand } from "./miner.ts";
import { scoreCommand } from "./score.ts";
import type { Shell } from "./shell.ts";
import { trainCommand } from "./train.ts";

const commands: readonly CommandDefinition[] = [
  minerCommand,
  ingestCommand,
  trainCommand,
  scoreCommand,
  exportCommand,
  demoCommand,
  configCommand,
];

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
    });
  for (const definition of commands) {
    program.addCommand(
      createCommand(definition, shell, (code) => (exitCode = code)).copyInheritedSettings(program),
    );
  }
  program.commands.forEach((command) => command.exitOverride());
  try {
    await program.exitOverride().parseAsync(commandLine, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageExitCode;
  }
}
