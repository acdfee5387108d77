import { join } from "node:path";
import { expect } from "chai";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { TestPm2 } from "../support/pm2.ts";

describe("ecosystem.config.js under pm2", function () {
  this.timeout(60_000);
  let root: string;
  let pm2: TestPm2;
  beforeEach(async () => {
    root = await makeTempDir();
    pm2 = new TestPm2(join(root, "pm2"), {
      NEURON_DATA_DIR: join(root, "data"),
      BT_SUBTENSOR_NETWORK: "none",
      AXON_ACCESS: "open",
      AXON_HOST: "127.0.0.1",
      AXON_PORT: "0",
      NEURON_CONTROL_PORT: "0",
    });
  });
  afterEach(async () => {
    await pm2.kill();
    await removeTempDir(root);
  });

  it("starts a neuron that serves when the command returns, replaces a killed one, and reloads it cleanly", async () => {
    await pm2.run(["start", "ecosystem.config.js"]);
    const started = await pm2.state();
    expect(started).to.include({ status: "online", restarts: 0 });
    expect(await healthAt(addresses(await pm2.log(hasServed(1)))[0])).to.equal(200);

    process.kill(started.pid, "SIGKILL");
    const [, second] = addresses(await pm2.log(hasServed(2)));
    expect(await healthAt(second)).to.equal(200);
    const restarted = await pm2.state();
    expect(restarted.restarts).to.equal(1);
    expect(restarted.pid).to.not.equal(started.pid);

    await pm2.run(["reload", "ecosystem.config.js"]);
    const log = await pm2.log(hasServed(3));
    expect(log).to.include("Stopping");
    expect(await healthAt(addresses(log)[2])).to.equal(200);
    const reloaded = await pm2.state();
    expect(reloaded).to.include({ status: "online", restarts: 2, exitCode: 0 });
    expect(reloaded.pid).to.not.equal(restarted.pid);
  });

  it("leaves a neuron with a bad configuration ended, says why, and does not wait for it", async () => {
    await pm2.run(["start", "ecosystem.config.js"], { AXON_PORT: "nonsense" });
    const log = await pm2.log((text) => text.includes("AXON_PORT"));
    expect(log.match(/The configuration has a problem/g)).to.have.length(1);
    let state = await pm2.state();
    // The process has said what is wrong and is about to end.
    while (state.pid !== 0) state = await pm2.state();
    expect(state).to.include({ pid: 0, restarts: 0, exitCode: 78 });
    expect(state.status).to.not.equal("online");
  });
});

/** Under pm2 the log is lines of JSON. */
function addresses(log: string): string[] {
  const lines = log.split("\n").filter((line) => line.includes("Axon listens"));
  return lines.flatMap((line) => /"url":"(http:\/\/127\.0\.0\.1:\d+)"/.exec(line)?.[1] ?? []);
}

function hasServed(times: number): (log: string) => boolean {
  return (log) => addresses(log).length >= times;
}

async function healthAt(url = "no address"): Promise<number> {
  return (await fetch(`${url}/health`)).status;
}
