import { expect } from "chai";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { makeWorld } from "../../../src/devnet/world/make-world.ts";
import { fillReserve } from "../../../src/lib/disk-reserve.ts";
import { silentProgress } from "../../../src/lib/progress.ts";
import { networkBody } from "../../../src/subnets/risk/serve/bodies/networks.ts";
import { offChain, runNeuron, startMiner, stop } from "../../support/cli.ts";
import { mountSmallDisk } from "../../support/small-disk.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const dayMs = 24 * 60 * 60 * 1_000;
const dates = ["2025-08-01", "2025-08-02"];

/** Runs in the neuron's process, before it. */
const tellOfChildren = `
import children from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
const { spawn } = children;
children.spawn = (...given) => {
  process.stderr.write("A child starts");
  return spawn(...given);
};
syncBuiltinESMExports();`;

describe("neuron miner, as the owner of a data directory", () => {
  let directory: string;
  const miners: ChildProcess[] = [];

  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(async () => {
    for (const miner of miners.splice(0)) await stop(miner);
    await removeTempDir(directory);
  });

  it("refuses a second one with the first one's process id, and takes over from a dead one", async () => {
    const first = await start();
    const second = await runNeuron(["miner", ...settings()], { workingDirectory: directory });
    expect(second.exitCode).to.equal(75);
    expect(second.stderr).to.include(`Process ${first.pid ?? ""} (neuron miner)`);
    await stop(first, "SIGKILL");
    expect((await start()).exitCode).to.equal(null);
  });

  it("says which schedule is none, and ends before anything is started", async () => {
    const refused = await runNeuron(["miner", ...settings(), "--jobs.train", "61 0 * * *"], {
      workingDirectory: directory,
    });
    expect(refused.exitCode).to.equal(78);
    expect(refused.stderr).to.include("flag --jobs.train");
    expect(existsSync(join(directory, "data"))).to.equal(false);
  });

  it("prepares an engine first of all, but not for who asks for help", async () => {
    const environment = {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tellOfChildren)}`,
    };
    const tellsOf = async (args: readonly string[]) =>
      (await runNeuron(args, { workingDirectory: directory, environment })).stderr.includes("A child starts");
    expect(await tellsOf(["miner", "--axon.port", "none"])).to.equal(true);
    for (const help of ["--help", "-h"]) expect(await tellsOf(["miner", help])).to.equal(false);
  });

  it("says in its log how it ended", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const taken = ["--axon.host", "127.0.0.1", "--axon.port", String(port), "--control.port", "0"];
    const ended = await runNeuron(["miner", ...settings(), ...taken], { workingDirectory: directory });
    server.close();
    expect(ended.exitCode).to.equal(75);
    const logs = ["logs", "--lines", "1", "--data-dir", join(directory, "data")];
    const { stdout } = await runNeuron(logs, { workingDirectory: directory });
    expect(stdout).to.match(/ERROR The neuron ends code=LOCKED exitCode=75 reason=Port/);
  });

  it("starts again and again on a full disk after it was killed", async function () {
    const disk = await mountSmallDisk(join(directory, "data"));
    // Mounting takes root.
    if (disk === undefined) this.skip();
    try {
      let miner = await start();
      await fillReserve(join(directory, "data"));
      for (let kill = 1; kill <= 2; kill += 1) {
        await disk.fill();
        await stop(miner, "SIGKILL");
        miner = await start();
      }
      await stop(miner);
    } finally {
      await disk.dispose();
    }
  });

  it("stops cleanly at SIGTERM", async () => {
    const miner = await start();
    miner.kill("SIGTERM");
    expect((await once(miner, "exit"))[0]).to.equal(0);
  });

  it("tells validators when its models are trained next, where that is scheduled", async () => {
    const nextTraining = async (...flags: string[]) => {
      const { child, url } = await startMiner([...settings(), ...flags]);
      miners.push(child);
      const { next_training_date: date } = networkBody.parse(
        await (await fetch(`${url}/networks/torus`)).json(),
      );
      await stop(child);
      return date;
    };
    const date = Date.parse((await nextTraining("--jobs.train", "0 3 * * 0")) ?? "");
    expect(new Date(date).getUTCDay()).to.equal(0);
    expect(date - Date.now()).to.be.within(-dayMs, 7 * dayMs);
    expect(await nextTraining("--jobs.enabled", "false")).to.equal(null);
  });

  it("lets a range be filled in beside it without a model yet, and does nothing the second time", async () => {
    await makeWorld(
      {
        directory: join(directory, "world"),
        network: "torus",
        windowDays: 195,
        dates,
        addresses: 300,
        seed: 11,
        labelShare: 0.5,
        metaForm: "exporter",
      },
      { signal: new AbortController().signal, progress: silentProgress() },
    );
    await start();
    const one = await runNeuron(["ingest", "--date", "2025-08-01", ...settings()], {
      workingDirectory: directory,
    });
    expect(one.exitCode, one.stderr).to.equal(0);
    const range = ["backfill", "--from", "2025-07-30", "--to", "2025-08-03", "--json", ...settings()];
    const filled = await runNeuron(range, { workingDirectory: directory });
    expect(filled.exitCode, filled.stderr).to.equal(0);
    expect(JSON.parse(filled.stdout)).to.deep.equal({
      networks: [{ network: "torus", ingested: 1, scored: 2, absent: [], rejected: [] }],
    });
    expect(filled.stderr).not.to.contain("jobs.retention_days");
    const longRange = range.with(range.indexOf("2025-07-30"), "2025-01-01");
    const again = await runNeuron(longRange, { workingDirectory: directory });
    expect(JSON.parse(again.stdout)).to.deep.equal({
      networks: [{ network: "torus", ingested: 0, scored: 0, absent: [], rejected: [] }],
    });
    expect(again.stderr).to.contain("jobs.retention_days");
  });

  async function start(): Promise<ChildProcess> {
    const { child } = await startMiner(settings());
    miners.push(child);
    return child;
  }

  function settings(): string[] {
    const data = ["--data-dir", join(directory, "data"), "--source", join(directory, "world")];
    return [...data, ...offChain];
  }
});
