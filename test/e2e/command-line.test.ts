import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execPath } from "node:process";
import { promisify } from "node:util";
import { expect } from "chai";
import { z } from "zod";
import { program, runNeuron } from "../support/cli.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";

describe("the command line", () => {
  let workingDirectory: string;
  beforeEach(async () => {
    workingDirectory = await makeTempDir();
  });
  afterEach(() => removeTempDir(workingDirectory));

  it("explains itself", async () => {
    const { exitCode, stdout } = await runNeuron(["--help"]);
    expect(exitCode).to.equal(0);
    for (const command of ["miner", "ingest", "train", "score", "export", "demo", "config"]) {
      expect(stdout).to.match(new RegExp(`^  ${command} `, "m"));
    }
  });

  it("is built as a program of its own: npx makes it one only when it sees a directory for the first time", async () => {
    const { stdout } = await promisify(execFile)(program, ["--help"]);
    expect(stdout).to.match(/^Usage: neuron /);
  });

  it("is built as one file that has rehearsed a start, so that it starts from what V8 compiled then", async () => {
    const script = `const { distDirectory, findBundle } = await import(process.argv[1]);
      process.stdout.write(String(findBundle(distDirectory)?.isFromCompiled));`;
    const bundle = new URL("../../neurons/bundle/bundle.js", import.meta.url).href;
    const { stdout } = await promisify(execFile)(execPath, ["--input-type=module", "--eval", script, bundle]);
    expect(stdout).to.equal("true");
  });

  it("explains each command with its own options first", async () => {
    const { exitCode, stdout } = await runNeuron(["score", "--help"]);
    expect(exitCode).to.equal(0);
    expect(stdout.indexOf("--date")).to.be.within(0, stdout.indexOf("--data-dir"));
  });

  it("refuses what it does not know", async () => {
    expect((await runNeuron(["fly"])).exitCode).to.equal(64);
    expect((await runNeuron(["score", "--speed", "9"])).exitCode).to.equal(64);
    expect((await runNeuron(["score", "--date", "2025-02-30"])).exitCode).to.equal(64);
  });

  it("reports every wrong setting at once, with where it came from, and exits with 78", async () => {
    await writeFile(join(workingDirectory, ".env"), "API_PORT=high\n");
    const environment = { NETWORK: "TORUS!" };
    const { exitCode, stderr } = await runNeuron(["config", "--window", "0"], {
      workingDirectory,
      environment,
    });
    expect(exitCode).to.equal(78);
    expect(stderr)
      .to.match(/\.env.*API_PORT/)
      .and.match(/environment.*NETWORK/)
      .and.match(/--window/);
  });

  it("prints every effective setting with its source, and no secret", async () => {
    const environment = {
      CLICKHOUSE_HOST: "db.example",
      CLICKHOUSE_PASSWORD: "hunter2",
      NETWORKS: "torus,bitcoin",
    };
    const { exitCode, stdout, stderr } = await runNeuron(["config", "--json", "--axon.port", "9000"], {
      environment,
    });
    expect(exitCode, stderr).to.equal(0);
    const row = z.object({ key: z.string(), value: z.string(), source: z.string() });
    const { settings } = z.object({ settings: z.array(row) }).parse(JSON.parse(stdout));
    const find = (key: string) => settings.find((setting) => setting.key === key);
    expect(find("axon.port")).to.deep.include({ value: "9000", source: "flag --axon.port" });
    expect(find("clickhouse.host")).to.include({ source: "environment CLICKHOUSE_HOST" });
    expect(find("networks")?.value).to.include("bitcoin");
    expect(stdout + stderr).to.not.include("hunter2");
  });

  it("says which XGBoost it cannot load, and what to do", async () => {
    const environment = { XGBOOST_LIBRARY: "/nowhere/libxgboost.so" };
    const { exitCode, stderr } = await runNeuron(["demo", "--once", "--axon.port", "0"], {
      workingDirectory,
      environment,
    });
    expect(exitCode).to.equal(78);
    expect(stderr).to.include("apt-get install libxgboost0");
  });
});
