import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { makeWorld } from "../../src/devnet/world/make-world.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { runNeuron, offChain, startMiner, stop } from "../support/cli.ts";
import { never } from "../support/risk-network.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";

const dates = ["2025-08-01", "2025-08-31"];

describe("the main job from the command line", function () {
  this.timeout(120_000);
  let root: string;
  let common: string[];
  before(async () => {
    root = await makeTempDir();
    const source = join(root, "source");
    await makeWorld(
      {
        directory: source,
        network: "torus",
        windowDays: 195,
        dates,
        addresses: 300,
        seed: 3,
        labelShare: 0.5,
        metaForm: "exporter",
      },
      { signal: never, progress: silentProgress() },
    );
    common = ["--data-dir", join(root, "data"), "--source", source];
  });
  after(() => removeTempDir(root));

  it("ingests what the source offers, and the same again as unchanged", async () => {
    expect(statuses(await json(["ingest", ...common, "--from", "2025-01-01"]))).to.deep.equal([
      "accepted",
      "accepted",
    ]);
    expect(statuses(await json(["ingest", ...common]))).to.deep.equal(["unchanged"]);
  });

  it("says what a batch that is not there is called", async () => {
    const { exitCode, stdout, stderr } = await runNeuron([
      "ingest",
      ...common,
      "--date",
      "2025-01-01",
      "--json",
    ]);
    expect(exitCode).to.equal(66);
    expect(JSON.parse(stdout)).to.have.nested.property("error.code", "SOURCE_NOT_FOUND");
    expect(stderr).to.include("torus 2025-01-01 195d");
  });

  it("refuses to score before it has trained, with the command to run", async () => {
    const { exitCode, stderr } = await runNeuron(["score", ...common]);
    expect(exitCode).to.equal(66);
    expect(stderr).to.include("Run: neuron train --window 195");
  });

  it("trains, scores and exports", async () => {
    const { models } = z.object({ models: z.array(z.unknown()) }).parse(await json(["train", ...common]));
    expect(models).to.have.length(3);
    const { publications } = z
      .object({ publications: z.array(z.looseObject({ processingDate: z.string() })) })
      .parse(await json(["score", ...common, "--from", "2025-08-01"]));
    expect(publications.map(({ processingDate }) => processingDate)).to.deep.equal(dates);
    const output = join(root, "output");
    await json(["export", ...common, "--output", output]);
    expect(await readdir(output)).to.include.members(["alerts_scored.parquet", "metadata.json"]);
  });

  it("serves what was published, while another command works on the same engine", async () => {
    const { child, url } = await startMiner([...common, ...offChain]);
    try {
      const health = await fetch(`${url}/health`);
      expect(await health.json()).to.include({ status: "healthy", database_connected: true });
      await json(["score", ...common, "--date", dates[0] ?? ""]);
      const scores = z.object({ total_alerts: z.number(), scores: z.array(z.unknown()) });
      const answer = scores.parse(await (await fetch(`${url}/scores/alerts/torus/latest`)).json());
      expect(answer.scores).to.have.length(answer.total_alerts);
    } finally {
      await stop(child);
    }
    expect(child.exitCode).to.equal(0);
  });

  it("refuses a port that is taken, names it, and ends with an exit code of its own", async () => {
    const { child, url } = await startMiner([...common, ...offChain]);
    try {
      const port = new URL(url).port;
      const second = await runNeuron([
        "miner",
        ...["--data-dir", join(root, "second")],
        ...offChain,
        "--axon.host",
        "127.0.0.1",
        "--axon.port",
        port,
      ]);
      expect(second.exitCode).to.equal(75);
      expect(second.stderr).to.include(`Port ${port}`);
    } finally {
      await stop(child);
    }
  });

  it("keeps everything that it writes in the data directory, its secrets to itself", async () => {
    expect(existsSync(join(root, "data", "engine.json"))).to.equal(false);
    expect(await readdir(join(root, "data"))).to.include.members(["clickhouse", "trained_models"]);
    expect((await stat(join(root, "data", "clickhouse"))).mode & 0o077).to.equal(0);
  });

  async function json(args: readonly string[]): Promise<unknown> {
    const { exitCode, stdout, stderr } = await runNeuron([...args, "--json"]);
    expect(exitCode, stderr).to.equal(0);
    expect(stdout.trimEnd().split("\n")).to.have.length(1);
    return JSON.parse(stdout);
  }
});

function statuses(result: unknown): string[] {
  const { batches } = z.object({ batches: z.array(z.looseObject({ status: z.string() })) }).parse(result);
  return batches.map(({ status }) => status);
}
