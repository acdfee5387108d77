import type { CommandDefinition } from "./command.ts";

export const logsCommand: CommandDefinition = {
  name: "logs",
  summary: "print the last lines of the neuron's log",
  options: [
    ["-f, --follow", "go on printing as lines are added"],
    ["--lines <count>", "how many, 100 by default"],
  ],
  run: async (call) => (await import("./logs/follow.ts")).printLogs(call),
};

export const logLevelCommand: CommandDefinition = {
  name: "log-level",
  summary: "show the running neuron's log level, or change it until the neuron ends",
  arguments: [["[level]", "error, warn, info or debug"]],
  run: async (call) => (await import("./logs/level.ts")).changeLevel(call),
};
