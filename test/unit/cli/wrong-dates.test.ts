import { readdir } from "node:fs/promises";
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
  ]) {
    it(`refuses ${commandLine.join(" ")}`, async () => {
      const { exitCode, stdout } = await run([...commandLine, "--json"], { workingDirectory });
      expect(JSON.parse(stdout)).to.have.nested.property("error.code", "USAGE_INVALID");
      expect(exitCode).to.equal(64);
      expect(await readdir(workingDirectory)).to.deep.equal([]);
    });
  }
});
