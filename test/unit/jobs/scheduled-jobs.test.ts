import { expect } from "chai";
import { mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JobDefinition } from "../../../src/jobs/job.ts";
import { ScheduledJobs } from "../../../src/jobs/scheduled-jobs.ts";
import { NeuronError } from "../../../src/lib/errors.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { aJob, createJobs, dayMs, heldWork, hourMs, success, type TestJobs } from "../../support/jobs.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const never = new AbortController().signal;
const midnight = Date.UTC(2025, 7, 1);

describe(ScheduledJobs.name, () => {
  let directory: string;
  let path: string;
  let started: TestJobs[] = [];

  beforeEach(async () => {
    directory = await makeTempDir();
    path = join(directory, "jobs", "ledger.jsonl");
  });
  afterEach(async () => {
    for (const { jobs } of started) await jobs.stop();
    started = [];
    await removeTempDir(directory);
  });

  it("runs a job at its time, once, and tells when it runs next", async () => {
    const { jobs, clock, ended } = await start([aJob()]);
    expect(jobs.list()[0]?.nextRunMs).to.equal(midnight + hourMs / 2);
    await clock.tick(hourMs);
    const [run] = await ended(1);
    expect(run).to.deep.include({
      trigger: "schedule",
      target: "2025-08-01",
      outcome: "succeeded",
      counts: { rows: 1 },
    });
    await clock.tick(22 * hourMs);
    expect(jobs.history()).to.have.length(1);
    expect(jobs.list()[0]).to.deep.include({
      current: undefined,
      last: run,
      nextRunMs: midnight + dayMs + hourMs / 2,
    });
  });

  it("makes up for nothing that was due before its first start", async () => {
    const { jobs, clock } = await start([aJob()], { clock: new FakeClock(midnight + hourMs) });
    await clock.tick(hourMs);
    expect(jobs.history()).to.deep.equal([]);
  });

  it("makes up for the newest missed times after a downtime, oldest first", async () => {
    await (await start([aJob()])).jobs.stop();
    const { ended } = await start([aJob()], { clock: new FakeClock(midnight + 6 * dayMs + 20 * hourMs) });
    const runs = await ended(3);
    expect(runs.map(({ target, trigger }) => [target, trigger])).to.deep.equal([
      ["2025-08-05", "catch-up"],
      ["2025-08-06", "catch-up"],
      ["2025-08-07", "catch-up"],
    ]);
  });

  it("makes up for a week of one target with one run", async () => {
    const train = aJob({ targetOf: () => "" });
    await (await start([train])).jobs.stop();
    const { jobs, clock, ended } = await start([train], { clock: new FakeClock(midnight + 7 * dayMs) });
    await ended(1);
    await clock.tick(60_000);
    expect(jobs.history()).to.have.length(1);
  });

  it("does no time twice over restarts, and none when the clock is set back", async () => {
    const first = await start([aJob()]);
    await first.clock.tick(hourMs);
    await first.ended(1);
    await first.jobs.stop();
    const again = await start([aJob()], { clock: new FakeClock(midnight) });
    await again.clock.tick(2 * hourMs);
    expect(again.jobs.history()).to.have.length(1);
    await again.clock.tick(dayMs);
    expect((await again.ended(2)).map(({ target }) => target)).to.deep.equal(["2025-08-01", "2025-08-02"]);
  });

  it("starts anew when the clock was years ahead", async () => {
    const first = await start([aJob()], { clock: new FakeClock(Date.UTC(2099, 0, 1)) });
    await first.clock.tick(hourMs);
    await first.ended(1);
    await first.jobs.stop();
    const { clock, ended, logger } = await start([aJob()]);
    await clock.tick(hourMs);
    expect((await ended(2)).map(({ target }) => target)).to.include("2025-08-01");
    expect(logger.lines.map(({ sentence }) => sentence)).to.include(
      "Clock was set back, schedule starts anew",
    );
  });

  it("finds a time that came while the machine slept", async () => {
    const { clock, ended } = await start([aJob()]);
    await turnOfEvents();
    await clock.jump(3 * hourMs);
    expect((await ended(1))[0]).to.deep.include({ target: "2025-08-01" });
  });

  it("records what a dead process left as interrupted, and does it again", async () => {
    const held = heldWork();
    const first = await start([aJob({ work: held.work })]);
    await first.clock.tick(hourMs);
    await first.works();
    const { ended } = await start([aJob()], { clock: new FakeClock(midnight + hourMs) });
    const [interrupted, repeated] = await ended(2);
    expect(interrupted).to.deep.include({ outcome: "failed", target: "2025-08-01" });
    expect(interrupted?.error?.code).to.equal("INTERRUPTED");
    expect(repeated).to.deep.include({ outcome: "succeeded", target: "2025-08-01", trigger: "catch-up" });
  });

  it("does not try for ever what takes the process down", async () => {
    for (let life = 0; life < 3; life++) {
      const held = heldWork();
      const { clock, works } = await start([aJob({ work: held.work })], {
        clock: new FakeClock(midnight + life * 60_000),
      });
      await clock.tick(hourMs);
      await works();
    }
    const last = await start([aJob()], { clock: new FakeClock(midnight + 2 * hourMs) });
    await last.clock.tick(hourMs);
    expect(last.jobs.history().map(({ error }) => error?.code)).to.deep.equal(Array(3).fill("INTERRUPTED"));
  });

  it("waits for an input that is not there yet, longer each time, without its turn", async () => {
    const attempts: number[] = [];
    const late = aJob({
      work: () => {
        attempts.push(clock.now() - midnight - hourMs / 2);
        return attempts.length < 4 ? Promise.reject(missing()) : Promise.resolve(success);
      },
    });
    const other = aJob({ job: "train", schedule: undefined });
    const { jobs, clock, ended, waits } = await start([late, other]);
    await clock.tick(hourMs / 2);
    await waits("ingest");
    jobs.run("train", "torus");
    await ended(1);
    expect(jobs.list()[0]?.current).to.deep.include({ outcome: "waiting" });
    expect(jobs.list()[0]?.current?.error?.code).to.equal("SOURCE_NOT_FOUND");
    for (let minute = 0; minute < 10; minute++) {
      await clock.tick(60_000);
      await turnOfEvents();
    }
    await ended(2);
    expect(attempts.map((atMs) => atMs / 60_000)).to.deep.equal([0, 1, 3, 7]);
  });

  it("gives up on an input at the deadline", async () => {
    const { clock, waits, ended } = await start([aJob({ work: () => Promise.reject(missing()) })]);
    await clock.tick(hourMs / 2);
    await waits();
    for (let quarter = 0; quarter < 84; quarter++) {
      await clock.tick(hourMs / 4);
      await turnOfEvents();
    }
    const [run] = await ended(1);
    expect(run).to.deep.include({ outcome: "failed", endedAtMs: midnight + 20.5 * hourMs });
    expect(run?.error?.code).to.equal("SOURCE_NOT_FOUND");
  });

  it("fails at once with what waiting cannot help", async () => {
    const { clock, ended } = await start([
      aJob({ work: () => Promise.reject(new NeuronError("SCHEMA_REFUSED", "No")) }),
    ]);
    await clock.tick(hourMs);
    expect((await ended(1))[0]?.error).to.deep.equal({ code: "SCHEMA_REFUSED", message: "No" });
  });

  it("never overlaps jobs of one network, nor more heavy ones than allowed", async () => {
    const held = heldWork();
    const definitions = ["torus", "bitcoin", "ethereum"].flatMap((scope) =>
      ["score", "train"].map((job) =>
        aJob({ job, scope, lane: scope, schedule: undefined, work: held.work }),
      ),
    );
    const { jobs, works, ended } = await start(definitions, { heavyAtOnce: 2 });
    for (const { job, scope } of definitions) jobs.run(job, scope);
    for (let done = 0; done < definitions.length; done++) {
      await works();
      await turnOfEvents();
      const running = jobs.list().filter(({ current }) => current?.outcome === "running");
      expect(running.length).to.be.within(1, 2);
      expect(new Set(running.map(({ scope }) => scope)).size).to.equal(running.length);
      held.finish();
      await ended(done + 1);
    }
  });

  it("lets another job follow, but not in circles", async () => {
    const followed: string[] = [];
    const circle = (job: string, next: string) =>
      aJob({
        job,
        schedule: undefined,
        work: () => {
          followed.push(job);
          return Promise.resolve({ ...success, followUps: [{ job: next, target: "" }] });
        },
      });
    const { jobs, ended } = await start([circle("score", "train"), circle("train", "score")]);
    jobs.run("score", "torus");
    const runs = await ended(5);
    await turnOfEvents();
    expect(followed).to.deep.equal(["score", "train", "score", "train", "score"]);
    expect(runs.map(({ trigger }) => trigger)).to.deep.equal(["manual", ...Array<string>(4).fill("chained")]);
  });

  it("cancels a run that waits for its turn, and one that runs", async () => {
    const held = heldWork();
    const { jobs, works, ended } = await start(
      ["score", "train"].map((job) => aJob({ job, schedule: undefined, work: held.work })),
    );
    const [score, train] = [jobs.run("score", "torus"), jobs.run("train", "torus")];
    await works("score");
    expect(jobs.cancel(train.id)).to.equal(true);
    await ended(1);
    expect(jobs.cancel(score.id)).to.equal(true);
    const runs = await ended(2);
    expect(runs.map(({ outcome, error }) => [outcome, error?.code])).to.deep.equal([
      ["cancelled", "CANCELLED"],
      ["cancelled", "CANCELLED"],
    ]);
    expect(jobs.cancel(score.id)).to.equal(false);
  });

  it("cancels its runs when it stops, and does them again when it starts", async () => {
    const held = heldWork();
    const first = await start([aJob({ work: held.work })]);
    await first.clock.tick(hourMs);
    await first.works();
    await first.jobs.stop();
    expect(first.jobs.history()[0]).to.deep.include({ outcome: "cancelled" });
    const { ended } = await start([aJob()], { clock: new FakeClock(midnight + 2 * hourMs) });
    expect((await ended(2)).at(-1)).to.deep.include({ outcome: "succeeded", target: "2025-08-01" });
  });

  it("refuses a job that there is not, and one that is under way", async () => {
    const { jobs } = await start([aJob({ work: heldWork().work })]);
    expect(() => jobs.run("ingest", "mars"))
      .to.throw(NeuronError)
      .with.property("code", "USAGE_INVALID");
    jobs.run("ingest", "torus");
    expect(() => jobs.run("ingest", "torus"))
      .to.throw(NeuronError)
      .with.property("code", "LOCKED");
  });

  it("runs nothing by itself without a schedule, also not what was interrupted", async () => {
    const held = heldWork();
    const first = await start([aJob({ work: held.work })]);
    await first.clock.tick(hourMs);
    await first.works();
    const { jobs, clock } = await start([aJob({ schedule: undefined })], {
      clock: new FakeClock(midnight + hourMs),
    });
    await clock.tick(dayMs);
    await turnOfEvents();
    expect(jobs.history().map(({ outcome }) => outcome)).to.deep.equal(["failed"]);
    expect(jobs.list()[0]).to.deep.include({ schedule: "", nextRunMs: undefined });
  });

  it("goes on when its ledger cannot be written", async () => {
    await mkdir(dirname(path));
    await symlink(join(directory, "nowhere", "ledger.jsonl"), path);
    const unwritable = createJobs(path, [aJob()]);
    started.push(unwritable);
    await unwritable.jobs.start(never);
    await unwritable.clock.tick(hourMs);
    expect((await unwritable.ended(1))[0]?.outcome).to.equal("succeeded");
    const complaints = unwritable.logger.lines.filter(({ sentence }) =>
      sentence.startsWith("Ledger of jobs"),
    );
    expect(complaints).to.have.length(1);
  });

  it("leaves a record of every run in its file", async () => {
    const { clock, ended, jobs } = await start([aJob()]);
    await clock.tick(hourMs);
    await ended(1);
    await jobs.stop();
    const lines = (await readFile(path, "utf8")).trim().split("\n");
    expect(lines).to.have.length(3);
    expect(lines.at(-1)).to.include('"outcome":"succeeded"');
  });

  async function start(
    definitions: readonly JobDefinition[],
    options: Parameters<typeof createJobs>[2] = {},
  ): Promise<TestJobs> {
    const created = createJobs(path, definitions, options);
    await created.jobs.start(never);
    started.push(created);
    return created;
  }
});

function missing(): NeuronError {
  return new NeuronError("SOURCE_NOT_FOUND", "The source does not have it yet");
}

/** Files are written between the ticks of the test's clock. */
async function turnOfEvents(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
