import type { CommandDefinition } from "./command.ts";

/** It loads its code when it runs: the signature library takes longer to load than most commands to run. */
export const queryCommand: CommandDefinition = {
  arguments: [["<path>", "path and query, as /health"]],
  options: [
    ["--host <address>", "where the miner is; without it, this host"],
    ["--port <port>", "its port; without it, axon.port"],
    ["--uid <uid>", "ask the neuron with this uid, where the chain says that it is"],
    ["--hotkey <ss58>", "the miner's hotkey; without --host, it is asked where the chain says that it is"],
    ["--tls", "ask over https"],
    ["--scheme <name>", "how to sign: btauth (default), synapse or epistula"],
    ["--method <method>", "GET (default without a body), POST, …"],
    ["--body <json>", "JSON to send"],
    ["--timeout <seconds>", "longest wait, 12 by default"],
    ["-o, --output <file>", "write the body to this file"],
  ],
  note: "Exit codes: 77 when it refuses, 76 for no readable answer, 75 for none, 65 for one without its good signature.",
  run: async (call) => (await import("./query/ask-miner.ts")).askMiner(call),
};
