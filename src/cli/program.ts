import { Command, CommanderError } from "commander";
import { axonCommands } from "./axon.ts";
import { backfillCommand } from "./backfill.ts";
import { backupCommand } from "./backup.ts";
import { banCommands } from "./bans.ts";
import { backtestCommand } from "./backtest.ts";
import { addCommand, type CommandDefinition, type CommandGroup } from "./command.ts";
import { configCommand } from "./config.ts";
import { dbCommands } from "./db.ts";
import { demoCommand } from "./demo/demo.ts";
import { devnetCommand } from "./devnet.ts";
import { exportCommand } from "./export.ts";
import { doctorCommand } from "./doctor.ts";
import { gradeCommand } from "./grade.ts";
import { ingestCommand } from "./ingest.ts";
import { jobCommands } from "./jobs.ts";
import { logLevelCommand, logsCommand } from "./logs.ts";
import { labelsCommands } from "./labels.ts";
import { minerCommand } from "./miner.ts";
import { queryCommand } from "./query.ts";
import { modelsCommands } from "./models.ts";
import { registerCommand } from "./register.ts";
import { restoreCommand } from "./restore.ts";
import { scoreCommand } from "./score.ts";
import type { Shell } from "./shell.ts";
import { statusCommand } from "./status.ts";
import { trainCommand } from "./train.ts";
import { validatorCommand } from "./validator.ts";
import { walletCommands } from "./wallet.ts";

const commands: readonly (CommandDefinition | CommandGroup)[] = [
  minerCommand,
  validatorCommand,
  statusCommand,
  doctorCommand,
  jobCommands,
  logsCommand,
  logLevelCommand,
  ingestCommand,
  backfillCommand,
  trainCommand,
  modelsCommands,
  scoreCommand,
  gradeCommand,
  backtestCommand,
  exportCommand,
  queryCommand,
  labelsCommands,
  demoCommand,
  devnetCommand,
  walletCommands,
  registerCommand,
  axonCommands,
  banCommands,
  backupCommand,
  restoreCommand,
  dbCommands,
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
    })
    .exitOverride();
  const onExit = (code: number) => (exitCode = code);
  for (const definition of commands) addCommand(program, definition, { shell, onExit });
  try {
    await program.parseAsync(commandLine, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageExitCode;
  }
}
