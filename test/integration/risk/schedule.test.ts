import { expect } from "chai";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  never,
  createNetwork,
  dates,
  network,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";
import { createGradingSettings } from "../../support/grading.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { createJobs, hourMs, type TestJobs } from "../../support/jobs.ts";
import { networkSchedule } from "../../../src/subnets/risk/schedule/network-schedule.ts";
import { missingDates } from "../../../src/subnets/risk/schedule/missing-dates.ts";
import type { JobRun } from "../../../src/jobs/job-runner.ts";

/** Half an hour before the batch of the world's first date is looked for. */
const night = Date.parse(`${dates[0]}T00:00:00Z`);

describe("the schedule of a network, on the engine", () => {
  let created: TestNetwork;
  let running: TestJobs | undefined;

  beforeEach(async () => {
    created = await createNetwork();
  });
  afterEach(async () => {
    await running?.jobs.stop();
    running = undefined;
    await created.dispose();
  });

  it("ingests, trains the first model and publishes in one night, all by itself", async () => {
    const { clock, ended, jobs } = await start(new FakeClock(night));
    await clock.tick(hourMs / 2);
    const runs = await ended(4);
    expect(runs.map(summary)).to.deep.equal([
      `ingest schedule succeeded ${dates[0]}`,
      `score chained skipped ${dates[0]}`,
      "train chained succeeded ",
      `score chained succeeded ${dates[0]}`,
    ]);
    expect(runs[0]?.counts["alerts"]).to.be.greaterThan(0);
    expect(runs[3]?.counts).to.deep.include({ batches: 1, alerts: runs[0]?.counts["alerts"] });
    expect(await created.jobs().publishedDates(windowDays)).to.deep.equal([dates[0]]);
    jobs.run("score", network);
    expect((await ended(5)).map(summary).at(-1)).to.equal(`score manual skipped ${dates[0]}`);
  });

  it("waits for a batch that the source does not have, and serves on what is published", async () => {
    const { clock, waits, jobs } = await start(new FakeClock(night + 24 * hourMs));
    await clock.tick(hourMs / 2);
    await waits("ingest");
    expect(jobs.list()[0]?.current?.error?.code).to.equal("SOURCE_NOT_FOUND");
  });

  it("trains anew when the file of a model is gone, and then scores", async () => {
    const jobs = created.jobs();
    await jobs.ingest({ network, processingDate: dates[0], windowDays }, never);
    const cards = await jobs.train(windowDays, {}, never);
    for (const { card } of cards) {
      await rm(join(created.dataDirectory, "trained_models", network, `${card.model_id}.txt`));
    }
    const scheduled = await start(new FakeClock(night + hourMs));
    scheduled.jobs.run("score", network);
    const runs = await scheduled.ended(3);
    expect(runs.map(({ job, outcome }) => `${job} ${outcome}`)).to.deep.equal([
      "score skipped",
      "train succeeded",
      "score succeeded",
    ]);
    expect(runs[0]?.error?.code).to.equal("MODEL_REFUSED");
  });

  it("removes what is older than the retention, and leaves the rest to be read", async () => {
    const jobs = created.jobs();
    for (const processingDate of dates) await jobs.ingest({ network, processingDate, windowDays }, never);
    await jobs.train(windowDays, {}, never);
    for (const processingDate of dates) await jobs.score({ network, processingDate, windowDays }, never);
    expect(await jobs.tidy({ windowDays, keepDays: 30 }, never)).to.deep.include({ dates: 0, batches: 0 });
    expect(await jobs.tidy({ windowDays, keepDays: 0 }, never)).to.deep.include({ dates: 0 });
    expect(await jobs.tidy({ windowDays, keepDays: 29 }, never)).to.deep.equal({
      dates: 1,
      publications: 1,
      batches: 1,
    });
    expect(await jobs.publishedDates(windowDays)).to.deep.equal([dates[1]]);
    expect(
      (await jobs.acceptedBatches(windowDays)).map(({ processingDate }) => processingDate),
    ).to.deep.equal([dates[1]]);
    expect(await missingDates(jobs, { dates, windowDays, signal: never })).to.deep.equal([dates[0]]);
  });

  it("removes nothing before the newest batch is published", async () => {
    const jobs = created.jobs();
    for (const processingDate of dates) await jobs.ingest({ network, processingDate, windowDays }, never);
    expect(await jobs.tidy({ windowDays, keepDays: 1 }, never)).to.deep.include({ dates: 0, batches: 0 });
    expect(await jobs.unscoredDates(windowDays)).to.deep.equal([...dates]);
  });

  async function start(clock: FakeClock): Promise<TestJobs> {
    const definitions = networkSchedule({ network, place: 0, jobs: created.jobs() }, settings);
    const path = join(created.dataDirectory, "jobs", "ledger.jsonl");
    running = createJobs(path, definitions, { clock });
    await running.jobs.start(never);
    return running;
  }
});

const settings = {
  enabled: true,
  timeZone: "UTC",
  ingest: "30 0 * * *",
  score: "0 1 * * *",
  train: "0 3 * * 0",
  tidy: "30 4 * * *",
  grade: "0 5 * * *",
  staggerMinutes: 5,
  windowDays,
  inputDeadlineHours: 20,
  pollSeconds: 60,
  catchUpDays: 7,
  retentionDays: 90,
  grades: { grading: createGradingSettings(), githubUrl: "" },
};

function summary({ job, trigger, outcome, target }: JobRun): string {
  return `${job} ${trigger} ${outcome} ${target}`;
}
