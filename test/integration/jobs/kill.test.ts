import { expect } from "chai";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ScheduledJobs } from "../../../src/jobs/scheduled-jobs.ts";
import { aJob, createJobs } from "../../support/jobs.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { stop } from "../../support/cli.ts";

const program = fileURLToPath(new URL("./ledger-program.js", import.meta.url));

describe(`${ScheduledJobs.name}, killed`, () => {
  let directory: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(async () => {
    if (child !== undefined) await stop(child, "SIGKILL");
    await removeTempDir(directory);
  });

  it("records the run that was under way as interrupted, every time", async () => {
    const path = join(directory, "ledger.jsonl");
    for (let life = 0; life < 3; life++) await killWhileRunning(path);
    const { jobs } = createJobs(path, [aJob({ job: "score" })]);
    await jobs.start(new AbortController().signal);
    const runs = jobs.history({ job: "score" });
    await jobs.stop();
    expect(runs.map(({ outcome, error }) => `${outcome} ${error?.code ?? ""}`)).to.deep.equal(
      Array<string>(3).fill("failed INTERRUPTED"),
    );
    expect(new Set(runs.map(({ id }) => id)).size).to.equal(3);
  });

  async function killWhileRunning(path: string): Promise<void> {
    const started = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
    child = started;
    for await (const line of createInterface(started.stdout)) if (line === "running") break;
    started.kill("SIGKILL");
    await once(started, "exit");
  }
});
