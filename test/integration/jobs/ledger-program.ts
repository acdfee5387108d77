/**
 * Runs a job that never ends in a process that a test kills: `node ledger-program.js <ledger>`. Prints the state of
 * the run at every change.
 */
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { JobLedger } from "../../../src/jobs/ledger/job-ledger.ts";
import { ScheduledJobs } from "../../../src/jobs/scheduled-jobs.ts";
import { aJob, heldWork } from "../../support/jobs.ts";

const [path = ""] = process.argv.slice(2);
const logger = silentLogger();
const everyMinute = aJob({ job: "score", work: heldWork().work, targetOf: () => "2025-08-01" });
const jobs = new ScheduledJobs(
  { ledger: new JobLedger(path, logger), clock: systemClock(), logger },
  { jobs: [everyMinute], heavyAtOnce: 1 },
);
jobs.onChange(({ outcome }) => process.stdout.write(`${outcome}\n`));
await jobs.start(new AbortController().signal);
jobs.run("score", "torus");
