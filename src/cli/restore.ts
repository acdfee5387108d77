import type { CommandDefinition } from "./command.ts";

export const restoreCommand: CommandDefinition = {
  options: [
    ["--from <directory>", "the backup"],
    ["--force", "replace what is there"],
  ],
  run: async (call) => (await import("./transfer/restore-backup.ts")).restoreBackup(call),
};
