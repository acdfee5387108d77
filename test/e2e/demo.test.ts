import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { runNeuron } from "../support/cli.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";

describe("the demo", function () {
  this.timeout(180_000);
  let directory: string;
  before(async () => {
    directory = await makeTempDir();
  });
  after(() => removeTempDir(directory));

  it("says before it begins that its port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const line = ["demo", "--once", "--axon.port", String(port), "--axon.host", "127.0.0.1"];
    const { exitCode, stdout, stderr } = await runNeuron(line, { workingDirectory: directory });
    server.close();
    expect(exitCode).to.equal(75);
    expect(stdout).to.equal("");
    expect(stderr).to.include("--axon.port 0");
  });

  it("lets a validator be answered in each scheme, strangers be refused, and sets weights", async () => {
    const data = join(directory, "data");
    const ports = ["--axon.port", "0", "--axon.host", "127.0.0.1", "--control.port", "0"];
    const line = ["demo", "--once", ...ports, "--data-dir", data];
    const { exitCode, stdout, stderr } = await runNeuron(line, { workingDirectory: directory });
    expect(exitCode, stderr).to.equal(0);
    expect(stdout.match(/signed by the miner's hotkey: verified/g)).to.have.lengthOf(3);
    expect(stdout)
      .to.match(/A stranger's signed request: status 403/)
      .and.match(/A request without a signature: status 401/)
      .and.match(/integrity +passed/)
      .and.match(/Moving average of uid 1: 0\.000 -> 0\.\d+/)
      .and.match(/read back from the chain: uid 1 65535\/65535/)
      .and.match(/npx neuron backtest --source \.\/data\/demo-world --data-dir \.\/data\n/)
      .and.not.match(/curl /);
    // The world is small: that a formula stands in for the model of its few clusters is worth a warning.
    const log = stderr.split("\n").filter((entry) => entry !== "" && !entry.includes("a prior stands in"));
    expect(log, "a log beside the story").to.deep.equal([]);
  });
});
