import type { CommandDefinition } from "./command.ts";

/** It loads its code when it runs: the chain's library takes longer to load than most commands to run. */
export const validatorCommand: CommandDefinition = {
  isService: true,
  options: [
    ["--once", "end after one round"],
    ["--date <date>", "processing date to ask for, YYYY-MM-DD (default: our newest batch)"],
  ],
  run: async (call) => (await import("./validator/run-validator.ts")).runValidator(call),
};
