import { expect } from "chai";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JobRun } from "../../../../src/jobs/job-runner.ts";
import { JobLedger, mostRuns } from "../../../../src/jobs/ledger/job-ledger.ts";
import { codeOf } from "../../../support/errors.ts";
import { recordingLogger } from "../../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(JobLedger.name, () => {
  let directory: string;
  let path: string;
  let opened: JobLedger[] = [];

  beforeEach(async () => {
    directory = await makeTempDir();
    path = join(directory, "jobs", "ledger.jsonl");
  });
  afterEach(async () => {
    for (const ledger of opened) await ledger.close();
    opened = [];
    await removeTempDir(directory);
  });

  it("gives back what was appended, of each run the newest state", async () => {
    await write([aRun({ outcome: "running" }), aRun({ outcome: "succeeded", endedAtMs: 5 })]);
    const { history } = await reopen();
    expect(history.runs).to.deep.equal([aRun({ outcome: "succeeded", endedAtMs: 5 })]);
    expect(history.handledUpToMs.get("ingest|torus")).to.equal(1);
  });

  it("knows nothing of a file that there is not", async () => {
    expect((await reopen()).history.runs).to.deep.equal([]);
  });

  it("names a file that the system refuses", async () => {
    await writeFile(dirname(path), "");
    expect(await codeOf(new JobLedger(path, recordingLogger()).open())).to.equal("FILE_REFUSED");
  });

  it("leaves out a last line that was cut short, and writes its own on a new one", async () => {
    await write([aRun({ id: "a" })]);
    await appendFile(path, '{"run":{"id":"b","job":"ing');
    const { ledger, history, logger } = await reopen();
    expect(history.runs.map(({ id }) => id)).to.deep.equal(["a"]);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn"]);
    await ledger.append({ run: aRun({ id: "c" }) });
    await ledger.close();
    expect((await reopen()).history.runs.map(({ id }) => id)).to.deep.equal(["a", "c"]);
  });

  it("leaves out every line that is none", async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      `null\n{"run":{}}\n\u0000\u0000\n${JSON.stringify({ run: aRun({ id: "a" }) })}\n[]\n`,
    );
    expect((await reopen()).history.runs.map(({ id }) => id)).to.deep.equal(["a"]);
  });

  it("stays within its bound, keeping the newest runs and what schedules have done", async () => {
    const ledger = new JobLedger(path, recordingLogger());
    await ledger.open();
    const total = 4 * mostRuns + 50;
    await ledger.append({ run: aRun({ id: "weekly", job: "train", scheduledForMs: 7 }) });
    const appends = [];
    for (let count = 0; count < total; count++) {
      appends.push(ledger.append({ run: aRun({ id: `r${count}`, trigger: "manual", endedAtMs: 2 }) }));
    }
    await Promise.all(appends);
    await ledger.close();
    const { history } = await reopen();
    expect(history.runs.length).to.be.within(mostRuns, 4 * mostRuns);
    expect(history.runs.at(-1)?.id).to.equal(`r${total - 1}`);
    expect(history.handledUpToMs.get("train|torus")).to.equal(7);
    expect((await readFile(path, "utf8")).split("\n").length).to.be.lessThan(4 * mostRuns + 2);
  });

  it("forgets nothing that a schedule has done when a watch begins anew", async () => {
    const ledger = new JobLedger(path, recordingLogger());
    await ledger.open();
    await ledger.append({ run: aRun({ scheduledForMs: 9_000 }) });
    await ledger.append({ watch: { job: "ingest", scope: "torus", sinceMs: 10 } });
    await ledger.close();
    expect((await reopen()).history.handledUpToMs.get("ingest|torus")).to.equal(10);
  });

  async function write(runs: readonly JobRun[]): Promise<void> {
    const ledger = new JobLedger(path, recordingLogger());
    await ledger.open();
    for (const run of runs) await ledger.append({ run });
    await ledger.close();
  }

  async function reopen() {
    const logger = recordingLogger();
    const ledger = new JobLedger(path, logger);
    opened.push(ledger);
    const history = await ledger.open();
    return { ledger, history, logger };
  }
});

function aRun(overrides: Partial<JobRun> = {}): JobRun {
  return {
    id: "one",
    job: "ingest",
    scope: "torus",
    trigger: "schedule",
    scheduledForMs: 1,
    startedAtMs: 2,
    endedAtMs: undefined,
    outcome: "waiting",
    counts: {},
    error: undefined,
    target: "2025-08-01",
    ...overrides,
  };
}
