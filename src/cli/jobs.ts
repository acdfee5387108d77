import type { CommandGroup } from "./command.ts";

export const jobCommands: CommandGroup = {
  commands: [
    {
      name: "list",
      summary: "list every job with its schedule, its last run and its next",
      run: async (call) => (await import("./jobs/manage.ts")).listJobs(call),
    },
    {
      name: "run",
      summary: "start a job now, for each configured network or the one of --network",
      arguments: [["<job>", "the job's name"]],
      run: async (call) => (await import("./jobs/manage.ts")).runJob(call),
    },
    {
      name: "cancel",
      summary: "cancel a run that is under way",
      arguments: [["<id>", "the run's id, from the list"]],
      run: async (call) => (await import("./jobs/manage.ts")).cancelRun(call),
    },
    {
      name: "history",
      summary: "list the last runs, the newest first",
      options: [
        ["--job <job>", "of this job alone"],
        ["--limit <count>", "how many, 50 by default"],
      ],
      run: async (call) => (await import("./jobs/manage.ts")).showHistory(call),
    },
  ],
};
