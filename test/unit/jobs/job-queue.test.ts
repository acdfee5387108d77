import { join } from "node:path";
import { expect } from "chai";
import { JobQueue } from "../../../src/jobs/job-queue.ts";
import { JobLedger } from "../../../src/jobs/ledger/job-ledger.ts";
import { Turns } from "../../../src/jobs/turns.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { aJob } from "../../support/jobs.ts";
import { countHeld } from "../../support/signals.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe(JobQueue.name, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });

  afterEach(async () => {
    await removeTempDir(directory);
  });

  it("leaves nothing of a run with the signal that ends the process, which may be months away", async () => {
    const logger = silentLogger();
    const stopping = new AbortController().signal;
    const ledger = new JobLedger(join(directory, "ledger.jsonl"), logger);
    await ledger.open();
    const ignore = () => undefined;
    const deps = { ledger, clock: new FakeClock(), logger, turns: new Turns({ heavyAtOnce: 1 }), stopping };
    const queue = new JobQueue({ ...deps, onChange: ignore, onFollowUp: ignore }, aJob());
    const run = queue.runNow({ trigger: "manual", target: "2025-08-01", scheduledForMs: 0 });
    await queue.idle();
    await ledger.close();
    expect(run.job).to.equal("ingest");
    expect(countHeld(stopping)).to.equal(0);
  });
});
