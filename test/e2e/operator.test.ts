import { expect } from "chai";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ask } from "../support/http.ts";
import { offChain, runNeuron, startMiner, stop } from "../support/cli.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";

describe("an operator's commands, beside a real neuron", () => {
  let dataDirectory: string;

  beforeEach(async () => (dataDirectory = await makeTempDir()));

  afterEach(() => removeTempDir(dataDirectory));

  it("show how it does while it runs, and say so when it does not", async () => {
    const { child, url } = await startMiner(["--data-dir", dataDirectory, ...offChain]);
    try {
      await ask(url, "/nowhere");
      const status = await runOwn(["status"]);
      expect(status).to.deep.include({ running: true });
      expect(status).to.have.nested.property("facts.axon.url", url);
      expect(status).to.have.nested.property("facts.requests.outcomes.invalid", 1);
      expect(status).to.have.nested.property("health.status", "unhealthy");
      expect(await runOwn(["jobs", "list"])).to.have.property("jobs").that.is.not.empty;
      const refused = await runNeuron(["jobs", "run", "ingest", "--network", "torus,mars", ...atData()]);
      expect(refused.exitCode).to.equal(64);
      expect(refused.stderr).to.include("There is no job ingest mars. There are: ingest torus,");
      expect((await runNeuron(["jobs", "history", "--limit", "x", ...atData()])).exitCode).to.equal(64);
      expect(await runOwn(["jobs", "history"])).to.deep.equal({ runs: [] });
      expect(await runOwn(["log-level", "debug"])).to.deep.equal({ level: "debug" });
      const file = join(dataDirectory, "logs", "neuron.log");
      expect(await runOwn(["logs"])).to.deep.equal({ file });
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
      expect((await ask(await controlUrl(), "/metrics")).text).to.include("neuron_requests_total{");
    } finally {
      await stop(child);
    }
    expect(await runOwn(["status"])).to.include({ running: false });
  });

  it("doctor finds what is wrong, with one object of JSON and an exit code", async () => {
    const { exitCode, stdout } = await runNeuron(
      [
        "doctor",
        "--json",
        "--data-dir",
        dataDirectory,
        ...offChain,
        ...["--source", join(dataDirectory, "gone")],
        "--axon.port",
        "0",
        "--control.port",
        "0",
      ],
      { environment: { HOME: dataDirectory } },
    );
    const { checks } = doctorSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
    const statuses = new Map(checks.map(({ name, status }) => [name, status]));
    expect(statuses.get("node")).to.equal("pass");
    expect(statuses.get("hotkey")).to.equal("fail");
    expect(statuses.get("database")).to.equal("pass");
    expect(statuses.get("source torus")).to.equal("fail");
    expect(statuses.get("publications torus")).to.equal("fail");
    expect(exitCode).to.equal(1);
  });

  it("name the path of a data directory that is a file, which is one of doctor's findings", async () => {
    const file = join(dataDirectory, "file");
    await writeFile(file, "");
    const at = ["--json", "--data-dir", file, "--axon.port", "0", "--control.port", "0", ...offChain];
    const options = { environment: { HOME: dataDirectory } };
    for (const command of [["miner"], ["status"], ["bans", "list"], ["score"]]) {
      const { exitCode, stdout } = await runNeuron([...command, ...at], options);
      const { error } = z.object({ error: z.record(z.string(), z.string()) }).parse(JSON.parse(stdout));
      expect(error, command.join(" ")).to.include({ code: "FILE_REFUSED" });
      expect(error["message"]).to.include(file);
      expect(exitCode).to.equal(78);
    }
    const { exitCode, stdout } = await runNeuron(["doctor", ...at], options);
    const { checks } = doctorSchema.parse(JSON.parse(stdout));
    const statuses = new Map(checks.map(({ name, status }) => [name, status]));
    for (const name of ["data directory", "database"]) expect(statuses.get(name), name).to.equal("fail");
    expect(statuses.get("reachability")).to.equal("warn");
    expect(exitCode).to.equal(1);
  });

  it("doctor leaves nothing out that it cannot tell while no node of the chain answers", async () => {
    const lost = [
      "--subtensor.chain_endpoint",
      "ws://127.0.0.1:1",
      "--axon.port",
      "0",
      "--control.port",
      "0",
    ];
    const own = ["--data-dir", dataDirectory, "--source", dataDirectory];
    const { stdout } = await runNeuron(["doctor", "--json", ...own, ...lost], {
      environment: { HOME: dataDirectory },
    });
    const { checks } = doctorSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
    const statuses = new Map(checks.map(({ name, status }) => [name, status]));
    expect(statuses.get("chain")).to.equal("fail");
    for (const name of ["clock", "registration", "axon record"])
      expect(statuses.get(name), name).to.equal("warn");
  });

  function atData(): readonly string[] {
    return ["--data-dir", dataDirectory];
  }

  async function runOwn(args: readonly string[]): Promise<unknown> {
    const { stdout, stderr } = await runNeuron([...args, "--json", ...atData()]);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout);
  }

  async function controlUrl(): Promise<string> {
    return z.object({ control: z.string() }).parse(await runOwn(["status"])).control;
  }
});

const doctorSchema = z.strictObject({
  checks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(["pass", "warn", "fail"]),
      detail: z.string().min(1),
      fix: z.string(),
    }),
  ),
});
