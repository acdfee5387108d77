import type { CommandDefinition } from "./command.ts";

export const backupCommand: CommandDefinition = {
  name: "backup",
  summary: "save tables, models, bans and ledgers to a new directory, while the neuron runs",
  options: [["--output <directory>", "where to write; it must be new or empty"]],
  run: async (call) => (await import("./transfer/write-backup.ts")).writeBackup(call),
};
