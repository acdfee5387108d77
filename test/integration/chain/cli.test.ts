import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import { signerFromUri } from "../../../src/wallet/secret-uri.ts";
import { startTestChain } from "../../support/devnet.ts";
import { run, type ProgramInput, type ProgramRun } from "../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const netuid = 46;

describe("neuron register and neuron axon", () => {
  let standIn: DevChain;
  let directory: string;
  let hotkey: string;

  beforeEach(async () => {
    directory = await makeTempDir();
    standIn = await startTestChain({ runtime: "assembled-425", blockTimeMs: 50, subnets: [{ netuid }] });
    const coldkey = await writeKey("coldkey");
    await writeFile(walletFile("coldkeypub.txt"), JSON.stringify({ ss58Address: coldkey }));
    hotkey = await writeKey("hotkeys/default");
    standIn.fund(coldkey, 100_000_000_000n);
  });

  afterEach(async () => {
    await standIn.stop();
    await removeTempDir(directory);
  });

  it("shows the price, asks, registers, and has nothing to do the second time", async () => {
    const first = await onChain(["register"], { typed: [], agrees: true });
    expect(first.exitCode, first.stderr).to.equal(0);
    expect(first.stdout).to.match(/^Price {4}(0\.9|1)\d* TAO/m);
    expect(first.stdout).to.match(/^Balance {2}100 TAO/m);
    expect(first.stdout).to.match(/^Registered as uid 0$/m);
    const again = await onChain(["register", "--json"]);
    expect(again.exitCode).to.equal(0);
    expect(JSON.parse(again.stdout)).to.deep.include({ uid: 0, hotkey, isNew: false });
  });

  it("pays nothing for a no, nor where nobody can be asked", async () => {
    expect((await onChain(["register"], { typed: [], agrees: false })).exitCode).to.equal(130);
    expect((await onChain(["register"])).exitCode).to.equal(64);
    expect((await onChain(["axon", "show", "--json"])).stdout).to.include('"uid":null');
  });

  it("registers without asking when told so, up to the maximum and no further", async () => {
    expect((await onChain(["register", "--yes", "--max-burn", "0.5"])).exitCode).to.equal(65);
    expect((await onChain(["register", "--yes", "--max-burn", "5"])).exitCode).to.equal(0);
  });

  it("says what to do before the axon of an unregistered hotkey can be announced, with exit code 69", async () => {
    const { exitCode, stderr } = await onChain(["axon", "serve", "--axon.external_ip", "8.8.8.8"]);
    expect(exitCode).to.equal(69);
    expect(stderr).to.include(`neuron register --netuid ${netuid}`);
  });

  it("shows, announces, keeps and resets the axon's record", async () => {
    await onChain(["register", "--yes"]);
    standIn.configure(netuid, { servingRateLimit: 0 });
    expect((await onChain(["axon", "show"])).stdout).to.include("never announced");
    const serve = ["axon", "serve", "--axon.external_ip", "8.8.8.8", "--axon.external_port", "9000"];
    expect((await onChain(serve)).stdout).to.equal("Announced\n");
    expect((await onChain(serve)).stdout).to.equal("The chain has it so already\n");
    expect((await onChain(["axon", "show"])).stdout).to.match(/^8\.8\.8\.8:9000, version 10002000/);
    expect((await onChain(["axon", "reset"])).exitCode).to.equal(0);
    expect((await onChain(["axon", "show"])).stdout).to.match(/^Reset at block/);
  });

  it("announces the metrics too, where they have a port", async () => {
    await onChain(["register", "--yes"]);
    const serve = ["axon", "serve", "--axon.external_ip", "8.8.8.8", "--axon.prometheus-port", "9090"];
    expect((await onChain(serve)).stdout).to.equal("Announced\nMetrics announced\n");
    const again = await onChain([...serve, "--json"]);
    expect(JSON.parse(again.stdout)).to.deep.include({ outcome: "kept", metrics: "kept" });
  });

  it("cannot announce a port that nobody knows yet", async () => {
    await onChain(["register", "--yes"]);
    const serve = ["axon", "serve", "--axon.external_ip", "8.8.8.8", "--axon.port", "0"];
    expect((await onChain(serve)).exitCode).to.equal(78);
  });

  it("refuses an address that nobody outside reaches, and a subnet that is not there", async () => {
    expect((await onChain(["axon", "serve", "--axon.external_ip", "192.168.1.7"])).exitCode).to.equal(78);
    expect((await onChain(["register", "--yes", "--netuid", "9"])).exitCode).to.equal(78);
  });

  it("has an exit code for a chain that is not there", async () => {
    const { exitCode, stderr } = await onChain([
      "axon",
      "show",
      "--subtensor.chain_endpoint",
      "ws://127.0.0.1:1",
    ]);
    expect(exitCode).to.equal(75);
    expect(stderr).to.include("ws://127.0.0.1:1");
  });

  it("never prints a secret", async () => {
    const { stdout, stderr } = await onChain(["register", "--yes", "--json"]);
    for (const secret of secrets) expect(stdout + stderr).not.to.include(secret.slice(2));
  });

  const secrets: string[] = [];

  async function writeKey(name: string): Promise<string> {
    const secretSeed = `0x${randomBytes(32).toString("hex")}`;
    secrets.push(secretSeed);
    const path = walletFile(name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, JSON.stringify({ secretSeed }), { mode: 0o600 });
    return signerFromUri(secretSeed).address;
  }

  function walletFile(name: string): string {
    return join(directory, "wallets", "default", name);
  }

  async function onChain(
    commandLine: readonly string[],
    person: Pick<ProgramInput, "typed" | "agrees"> = {},
  ): Promise<ProgramRun> {
    const settings = [
      ["--wallet.path", join(directory, "wallets")],
      ["--subtensor.chain_endpoint", standIn.url],
      ["--netuid", String(netuid)],
    ].filter(([flag = ""]) => !commandLine.includes(flag));
    return run([...commandLine, ...settings.flat()], { workingDirectory: directory, ...person });
  }
});
