import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { runProgram } from "../../../src/cli/program.ts";
import { run } from "../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

/** No store opens here: who gets as far as that fails otherwise. */
describe(`${runProgram.name}, before anything is opened`, () => {
  let workingDirectory: string;
  beforeEach(async () => {
    workingDirectory = await makeTempDir();
  });
  afterEach(() => removeTempDir(workingDirectory));

  for (const commandLine of [
    ["ingest", "--date", "yesterday"],
    ["score", "--date", "2025-02-30"],
    ["grade", "--date", "2025-13-01"],
    ["export", "--output", "out", "--from", "2025-08-02", "--to", "2025-08-01"],
    ["train", "--from", "2025-08-02", "--to", "2025-08-01"],
    ["train", "--budget", "soon"],
    ["backfill", "--from", "2025-08-02", "--to", "2025-08-01"],
    ["backtest", "--from", "2025-08-02", "--to", "2025-08-01"],
    ["models", "show"],
    ["models", "activate"],
    ["models", "diff", "--with", "m"],
    ["models", "rollback", "--type", "scorer"],
    ["logs", "--lines", "0"],
    ["log-level", "loud"],
  ]) {
    it(`refuses ${commandLine.join(" ")}`, async () => {
      const { exitCode, stdout } = await run([...commandLine, "--json"], { workingDirectory });
      expect(JSON.parse(stdout)).to.have.nested.property("error.code", "USAGE_INVALID");
      expect(exitCode).to.equal(64);
      expect(await readdir(workingDirectory)).to.deep.equal([]);
    });
  }

  it("refuses labels that are not there", async () => {
    const { stdout } = await run(["labels", "import", "none.csv", "--json"], { workingDirectory });
    expect(JSON.parse(stdout)).to.have.nested.property("error.code", "LABELS_REFUSED");
    expect(await readdir(workingDirectory)).to.deep.equal([]);
  });

  it("refuses a report that could not be written after all the work", async () => {
    await writeFile(join(workingDirectory, "file"), "");
    const words = ["backtest", "--report", "file/report.html", "--json"];
    const { stdout } = await run(words, { workingDirectory });
    expect(JSON.parse(stdout)).to.have.nested.property("error.code", "FILE_REFUSED");
  });

  it("tells a log that may not be read from one that there is not", async () => {
    const words = ["logs", "--json"];
    const missing = await run(words, { workingDirectory });
    expect(JSON.parse(missing.stdout)).to.have.nested.property("error.code", "USAGE_INVALID");
    await writeFile(join(workingDirectory, "data"), "");
    const refused = await run(words, { workingDirectory });
    expect(JSON.parse(refused.stdout)).to.have.nested.property("error.code", "FILE_REFUSED");
  });
});
