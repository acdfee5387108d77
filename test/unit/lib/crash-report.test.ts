import { expect } from "chai";
import { readdir, readFile } from "node:fs/promises";
import { writeCrashReport, type CrashFacts } from "../../../src/lib/crash-report.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe(writeCrashReport.name, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(() => removeTempDir(directory));

  it("tells the error and its causes, as far as they go", async () => {
    const endless = new Error("endless");
    endless.cause = endless;
    const path = writeCrashReport({ directory, secrets: [] }, endless, facts());
    const report = JSON.parse(await readFile(path, "utf8")) as { errors: unknown[] };
    expect(report.errors).to.have.length(5);
    expect(report.errors[0]).to.include({ name: "Error", message: "endless" });
  });

  it("takes whatever can be thrown", async () => {
    const path = writeCrashReport({ directory, secrets: [] }, "just text", facts());
    expect(await readFile(path, "utf8")).to.include("just text");
  });

  it("hides secrets of the command line", async () => {
    const path = writeCrashReport(
      { directory, secrets: [] },
      new Error("x"),
      facts({ commandLine: ["--x=secret=abc123"] }),
    );
    expect(await readFile(path, "utf8")).not.to.include("abc123");
  });

  it("keeps the newest reports and leaves other files alone", async () => {
    for (let crash = 0; crash < 25; crash++) {
      writeCrashReport(
        { directory, secrets: [] },
        new Error(`crash ${crash}`),
        facts({ atMs: crash * 1_000 }),
      );
    }
    const names = (await readdir(directory)).sort();
    expect(names).to.have.length(20);
    expect(names[0]).to.include("00-00-05");
  });
});

function facts(overrides: Partial<CrashFacts> = {}): CrashFacts {
  return {
    kind: "uncaughtException",
    atMs: 0,
    pid: 1,
    uptimeSeconds: 2,
    nodeVersion: "v20",
    platform: "linux x64",
    commandLine: ["miner"],
    residentBytes: 3,
    ...overrides,
  };
}
