import type { CommandDefinition } from "./command.ts";

export const statusCommand: CommandDefinition = {
  options: [["--token", "print the dashboard's address with its token, for a browser elsewhere"]],
  run: async (call) => (await import("./control/show-status.ts")).showStatus(call),
};
