import { join, resolve } from "node:path";
import type { Tools } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import type { JobRunner } from "../src/jobs/job-runner.ts";
import { JobLedger } from "../src/jobs/ledger/job-ledger.ts";
import { ScheduledJobs } from "../src/jobs/scheduled-jobs.ts";
import type { NetworkJobs } from "../src/subnets/risk/network-jobs.ts";
import { networkSchedule } from "../src/subnets/risk/schedule/network-schedule.ts";
import type { Works } from "../src/subnets/risk/schedule/work.ts";

/** Returns what runs the jobs of all networks on their schedules; it is not started yet. */
export function createJobRunner(
  { dataDir, jobs, networks, windowDays, grading, api }: Settings,
  { clock, logger }: Tools,
  jobsOf: (network: string) => Promise<NetworkJobs>,
): JobRunner {
  const grades = { grading, githubUrl: api.githubUrl };
  const definitions = networks.flatMap((network, place) =>
    networkSchedule(
      { network, place, jobs: worksWhenDue(() => jobsOf(network)) },
      { ...jobs, windowDays, grades },
    ),
  );
  const ledger = new JobLedger(join(resolve(dataDir), "jobs", "ledger.jsonl"), logger);
  return new ScheduledJobs({ ledger, clock, logger }, { jobs: definitions, heavyAtOnce: jobs.heavyAtOnce });
}

/** What does the jobs is loaded when the first of them is due. */
function worksWhenDue(open: () => Promise<NetworkJobs>): Works {
  return {
    ingest: async (...given) => (await open()).ingest(...given),
    score: async (...given) => (await open()).score(...given),
    train: async (...given) => (await open()).train(...given),
    tidy: async (...given) => (await open()).tidy(...given),
    grade: async (...given) => (await open()).grade(...given),
    acceptedBatches: async (...given) => (await open()).acceptedBatches(...given),
    unscoredDates: async (...given) => (await open()).unscoredDates(...given),
    ungradedDates: async (...given) => (await open()).ungradedDates(...given),
  };
}
