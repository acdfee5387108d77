import type { CommandDefinition } from "./command.ts";

export const restoreCommand: CommandDefinition = {
  name: "restore",
  summary: "bring a backup back, wholly or not at all, while no neuron runs",
  options: [
    ["--from <directory>", "the backup"],
    ["--force", "replace what is there"],
  ],
  run: async (call) => (await import("./transfer/restore-backup.ts")).restoreBackup(call),
};
