import { join, resolve } from "node:path";
import type { Tools } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import type { JobRunner } from "../src/jobs/job-runner.ts";
import { JobLedger } from "../src/jobs/ledger/job-ledger.ts";
import { ScheduledJobs } from "../src/jobs/scheduled-jobs.ts";
import type { NetworkJobs } from "../src/subnets/risk/network-jobs.ts";
import { networkSchedule } from "../src/subnets/risk/schedule/network-schedule.ts";

/** Returns what runs the jobs of all networks on their schedules; it is not started yet. */
export function createJobRunner(
  { dataDir, jobs, networks, windowDays, grading, api }: Settings,
  { clock, logger }: Tools,
  jobsOf: (network: string) => NetworkJobs,
): JobRunner {
  const grades = { grading, githubUrl: api.githubUrl };
  const definitions = networks.flatMap((network, place) =>
    networkSchedule({ network, place, jobs: jobsOf(network) }, { ...jobs, windowDays, grades }),
  );
  const ledger = new JobLedger(join(resolve(dataDir), "jobs", "ledger.jsonl"), logger);
  return new ScheduledJobs({ ledger, clock, logger }, { jobs: definitions, heavyAtOnce: jobs.heavyAtOnce });
}
