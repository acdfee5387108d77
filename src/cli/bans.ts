import type { CommandGroup } from "./command.ts";

const subjectArgument = ["<subject>", "an IP address or a hotkey"] as const;

/** Each command loads its code when it runs: the library that checks hotkeys takes longer to load than to use. */
export const banCommands: CommandGroup = {
  commands: [
    {
      name: "list",
      summary: "list who is banned, until when, and why",
      run: async (call) => (await import("./bans/manage.ts")).listBans(call),
    },
    {
      name: "lift",
      summary: "let someone in again",
      arguments: [subjectArgument],
      run: async (call) => (await import("./bans/manage.ts")).liftBan(call),
    },
    {
      name: "add",
      summary: "ban someone, for good or for a time",
      arguments: [subjectArgument],
      options: [
        ["--for <time>", "how long, like 30m, 24h or 7d; without it, for good"],
        ["--reason <text>", "why, for whoever lists the bans"],
      ],
      run: async (call) => (await import("./bans/manage.ts")).addBan(call),
    },
  ],
};
