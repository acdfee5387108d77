import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { loadConfig, type ConfigInput } from "../../../src/config/load.ts";
import type { Config } from "../../../src/config/resolve.ts";
import { problemsIn } from "./problems-of.ts";

describe(loadConfig.name, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "config-"));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it("needs no file at all", async () => {
    expect((await load()).settings.axon.port).to.equal(8091);
  });

  it("lets each source beat the one before", async () => {
    const steps: (() => Promise<Config>)[] = [
      () => load(),
      () => loadWith("config/default.yaml", "axon: { port: 1 }"),
      () => loadWith("a.yaml", "axon: { port: 2 }", { flags: { config: "a.yaml" } }),
      () => loadWith("b.yaml", "axon: { port: 3 }", { flags: { config: "a.yaml, b.yaml" } }),
      () => loadWith(".env", "AXON_PORT=4\n", { flags: { config: "a.yaml,b.yaml" } }),
      () => load({ environment: { API_PORT: "5" } }),
      () => load({ environment: { API_PORT: "5" }, flags: { "axon.port": "6" } }),
    ];
    const ports: number[] = [];
    for (const step of steps) ports.push((await step()).settings.axon.port);
    expect(ports).to.deep.equal([8091, 1, 2, 3, 4, 5, 6]);
  });

  it("takes the names of config files from the strongest source that has any", async () => {
    await write("a.yaml", "window_days: 1");
    await write("b.yaml", "window_days: 2");
    await write("c.yaml", "window_days: 3");
    await write(".env", "NEURON_CONFIG=a.yaml");
    const environment = { NEURON_CONFIG: join(directory, "b.yaml") };
    expect((await load()).settings.windowDays).to.equal(1);
    expect((await load({ environment })).settings.windowDays).to.equal(2);
    expect((await load({ environment, flags: { config: "c.yaml" } })).settings.windowDays).to.equal(3);
  });

  it("reports a missing config file with who named it, beside all else", async () => {
    await write(".env", "NETWORK=Torus");
    const problems = await problemsOfLoading({ flags: { config: "nope.yaml", window: "0" } });
    expect(problems.map(({ origin }) => origin)).to.deep.equal([
      "flag --config",
      ".env NETWORK",
      "flag --window",
    ]);
    expect(problems[0]?.message).to.equal("there is no file nope.yaml");
  });

  it("reports files that cannot be read", async () => {
    await mkdir(join(directory, ".env"));
    await mkdir(join(directory, "config/default.yaml"), { recursive: true });
    const problems = await problemsOfLoading({ environment: { NEURON_CONFIG: "config" } });
    expect(problems.map(({ origin }) => origin)).to.deep.equal([
      "config/default.yaml",
      "environment NEURON_CONFIG",
      ".env",
    ]);
  });

  it("reads quoted values and comments in .env", async () => {
    await write(".env", "# comment\nCLICKHOUSE_PASSWORD='a#b c'\nexport NETWORKS=\"torus, bitcoin\"\n");
    const { settings } = await load();
    expect(settings.clickhouse.password).to.equal("a#b c");
    expect(settings.networks).to.deep.equal(["torus", "bitcoin"]);
  });

  async function load(overrides: Partial<ConfigInput> = {}): Promise<Config> {
    return loadConfig({ directory, environment: {}, flags: {}, ...overrides });
  }

  async function loadWith(file: string, text: string, overrides?: Partial<ConfigInput>): Promise<Config> {
    await write(file, text);
    return load(overrides);
  }

  async function problemsOfLoading(overrides: Partial<ConfigInput>) {
    return load(overrides).then(() => expect.fail("found no problem"), problemsIn);
  }

  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), text);
  }
});
