import type { CommandGroup } from "./command.ts";

export const dbCommands: CommandGroup = {
  commands: [
    {
      name: "copy",
      summary: "copy every network's tables to a ClickHouse server and verify them, while no neuron runs",
      options: [["--to <address>", "the server: http://user@host:8123; its password from DB_COPY_PASSWORD"]],
      run: async (call) => (await import("./transfer/copy-databases.ts")).copyDatabases(call),
    },
  ],
};
