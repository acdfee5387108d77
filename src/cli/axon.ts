import type { CommandGroup } from "./command.ts";

/** Each command loads its code when it runs: the chain's library takes longer to load than most commands to run. */
export const axonCommands: CommandGroup = {
  commands: [
    {
      name: "show",
      summary: "show the hotkey's record on chain",
      run: async (call) => (await import("./chain/axon.ts")).showAxon(call),
    },
    {
      name: "serve",
      summary: "announce the axon's address, unless the chain has it so already",
      settings: ["axon.port", "axon.external_ip", "axon.external_port", "axon.allow_private"],
      run: async (call) => (await import("./chain/axon.ts")).serveAxon(call),
    },
    {
      name: "reset",
      summary: "take the axon's address off the chain",
      run: async (call) => (await import("./chain/axon.ts")).resetAxonRecord(call),
    },
  ],
};
