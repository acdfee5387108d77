import type { CommandDefinition } from "./command.ts";

/** It loads its code when it runs: the chain's library takes longer to load than most commands to run. */
export const devnetCommand: CommandDefinition = {
  options: [
    ["--port <port>", "where it listens, on this machine alone; 9944 by default, 0 takes a free one"],
  ],
  run: async (call) => (await import("./chain/run-devnet.ts")).runDevnet(call),
};
