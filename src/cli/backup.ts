import type { CommandDefinition } from "./command.ts";

export const backupCommand: CommandDefinition = {
  options: [["--output <directory>", "where to write; it must be new or empty"]],
  run: async (call) => (await import("./transfer/write-backup.ts")).writeBackup(call),
};
