import type { CommandDefinition } from "./command.ts";

export const logsCommand: CommandDefinition = {
  options: [
    ["-f, --follow", "go on printing as lines are added"],
    ["--lines <count>", "how many, 100 by default"],
  ],
  run: async (call) => (await import("./logs/follow.ts")).printLogs(call),
};

export const logLevelCommand: CommandDefinition = {
  arguments: [["[level]", "error, warn, info or debug"]],
  run: async (call) => (await import("./logs/level.ts")).changeLevel(call),
};
