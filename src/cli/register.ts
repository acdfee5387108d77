import type { CommandDefinition } from "./command.ts";

/** It loads its code when it runs: the chain's library takes longer to load than most commands to run. */
export const registerCommand: CommandDefinition = {
  settings: ["max-burn"],
  options: [["--yes", "do not ask"]],
  run: async (call) => (await import("./chain/register.ts")).registerHotkey(call),
};
