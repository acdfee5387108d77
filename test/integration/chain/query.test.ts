import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import { signerFromUri } from "../../../src/wallet/secret-uri.ts";
import { answerSignature } from "../../support/dendrite.ts";
import { startTestChain } from "../../support/devnet.ts";
import { answers } from "../../support/hostile-server.ts";
import { run, type ProgramRun } from "../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const netuid = 46;
/** The chain refuses 127.0.0.1. */
const minerHost = "127.0.0.2";

describe("neuron query, of a neuron on chain", () => {
  let chain: DevChain;
  let miner: Server;
  let directory: string;
  let hotkey: string;
  let port: string;

  before(async function () {
    if (process.platform !== "linux") this.skip();
    directory = await makeTempDir();
    chain = await startTestChain({ runtime: "assembled-425", blockTimeMs: 50, subnets: [{ netuid }] });
    const coldkey = await writeKey("coldkey");
    const own = await writeKey("hotkeys/default");
    hotkey = own.address;
    chain.fund(coldkey.address, 100_000_000_000n);
    miner = createServer(answers(200, "{}", answerSignature("{}", own))).listen(0, minerHost);
    await once(miner, "listening");
    // An address is text only for a server on a pipe.
    port = String((miner.address() as AddressInfo).port);
    expect((await onChain(["register", "--yes"])).exitCode).to.equal(0);
  });

  after(async () => {
    miner.close();
    await chain.stop();
    await removeTempDir(directory);
  });

  it("says that there is no such neuron, or that it has announced nothing", async () => {
    expect((await onChain(["query", "/", "--uid", "7"])).exitCode).to.equal(69);
    expect((await onChain(["query", "/", "--uid", "0"])).exitCode).to.equal(78);
  });

  it("finds it by uid, by hotkey and by address", async () => {
    const serve = ["axon", "serve", "--axon.external_ip", minerHost, "--axon.external_port", port];
    expect((await onChain([...serve, "--axon.allow_private", "true"])).exitCode).to.equal(0);
    for (const whom of [
      ["--uid", "0"],
      ["--hotkey", hotkey],
      ["--host", minerHost, "--port", port],
    ]) {
      const { exitCode, stdout, stderr } = await onChain(["query", "/", "--json", ...whom]);
      expect(exitCode, stderr).to.equal(0);
      const found = { hotkey, hotkeySource: "metagraph", host: minerHost, port: Number(port) };
      expect(JSON.parse(stdout)).to.deep.include({ miner: found });
    }
  });

  async function writeKey(name: string) {
    const secretSeed = `0x${randomBytes(32).toString("hex")}`;
    const path = join(directory, "wallets", "default", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify({ secretSeed }), { mode: 0o600 });
    return signerFromUri(secretSeed);
  }

  function onChain(commandLine: readonly string[]): Promise<ProgramRun> {
    const settings = ["--wallet.path", join(directory, "wallets"), "--netuid", String(netuid)];
    const line = [...commandLine, ...settings, "--subtensor.chain_endpoint", chain.url];
    return run(line, { workingDirectory: directory });
  }
});
