import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildProcess } from "node:child_process";
import { expect } from "chai";
import { z } from "zod";
import { createDendrite, type Dendrite } from "../../src/dendrite/dendrite.ts";
import type { DevChain } from "../../src/devnet/chain/dev-chain.ts";
import { btauthScheme } from "../../src/protocol/btauth/scheme.ts";
import { newKey } from "../../src/wallet/key-source.ts";
import { saveKeys } from "../../src/wallet/save-keys.ts";
import { signerFromUri } from "../../src/wallet/secret-uri.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { runNeuron, startMiner, stop } from "../support/cli.ts";
import { startTestChain } from "../support/devnet.ts";
import { never } from "../support/risk-network.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";

const netuid = 46;
const announcedAddress = "10.0.0.1";

describe("a neuron on a chain", function () {
  this.timeout(120_000);
  let root: string;
  let chain: DevChain;
  let args: string[];
  let hotkey: string;
  let coldkey: string;
  before(async () => {
    root = await makeTempDir();
    chain = await startTestChain({ blockTimeMs: 200, subnets: [{ netuid }] });
    const wallet = { walletPath: join(root, "wallets"), name: "miner", hotkey: "default" };
    const keys = (["coldkey", "hotkey"] as const).map((role) => ({ role, origin: newKey(12) }));
    const saved = await saveKeys(wallet, keys, { progress: silentProgress(), signal: never });
    [coldkey = "", hotkey = ""] = saved.map(({ address }) => address);
    args = [
      ...[
        "--data-dir",
        join(root, "data"),
        "--netuid",
        String(netuid),
        "--subtensor.chain_endpoint",
        chain.url,
      ],
      ...["--wallet.path", wallet.walletPath, "--wallet.name", wallet.name],
      ...["--axon.external_ip", announcedAddress, "--axon.allow_private", "true"],
    ];
  });
  after(async () => {
    await chain.stop();
    await removeTempDir(root);
  });

  it("does not start unregistered, and says what to run", async () => {
    const { exitCode, stderr } = await runNeuron(["miner", ...args]);
    expect(exitCode).to.equal(69);
    expect(stderr).to.include(`neuron register --netuid ${netuid}`);
  });

  it("registers with the coldkey, once, for no more than the operator allows", async () => {
    expect((await runNeuron(["register", ...args, "--yes"])).exitCode, "without money").to.not.equal(0);
    chain.fund(coldkey, 10_000_000_000n);
    expect(
      (await runNeuron(["register", ...args, "--yes", "--max-burn", "0.5"])).exitCode,
      "too dear",
    ).to.not.equal(0);
    const registered = await runNeuron(["register", ...args, "--yes", "--json"]);
    expect(JSON.parse(registered.stdout)).to.include({ netuid, uid: 0, hotkey, isNew: true });
    const again = await runNeuron(["register", ...args, "--yes", "--json"]);
    expect(JSON.parse(again.stdout)).to.include({ uid: 0, isNew: false });
  });

  describe("once it is registered", () => {
    let miner: ChildProcess;
    let url: string;
    let logged: () => string;
    let dendrite: Dendrite;

    before(async () => {
      const validator = signerFromUri("//Validator");
      const { address } = validator;
      chain.register({ netuid, hotkey: address, coldkey: address, stakeRao: 5_000_000_000_000n });
      chain.endEpoch(netuid);
      await chain.seal(3);
      const tools = { clock: systemClock(), logger: silentLogger() };
      dendrite = createDendrite({ ...tools, signer: validator, scheme: btauthScheme });
      ({ child: miner, url, logged } = await startMiner(args));
    });
    after(async () => {
      await dendrite.close();
      await stop(miner);
    });

    /** Asks as a validator; returns who signed the answer. */
    async function ask(path: string): Promise<string> {
      const { hostname: host, port } = new URL(url);
      const target = { host, port: Number(port), hotkey };
      const outcome = await dendrite.request({ target, method: "GET", path, timeoutMs: 10_000 });
      return outcome.kind === "answered" && outcome.signature.outcome === "valid"
        ? outcome.signature.hotkey
        : outcome.kind;
    }

    it("answers a validator with its signature, and refuses everyone else", async () => {
      expect(await ask("/networks")).to.equal(hotkey);
      expect((await fetch(`${url}/networks`)).status).to.equal(401);
    });

    it("says on which subnet it runs and with which uid, as the miner's guide has it", () => {
      expect(logged()).to.include(`Running neuron on subnet: ${netuid} with uid 0`);
    });

    it("announces its axon and says how it stands", async () => {
      const health = await until(url, ({ axon_announced }) => axon_announced);
      expect(health).to.deep.include({
        netuid,
        hotkey,
        uid: 0,
        registration: "registered",
        chain_connected: true,
      });
      const { stdout } = await runNeuron(["axon", "show", ...args, "--json"]);
      expect(JSON.parse(stdout)).to.have.nested.property("axon.ip", announcedAddress);
    });

    it("takes a lost connection for no lost registration, goes on serving, and comes back", async () => {
      chain.faults.refuse();
      chain.faults.drop();
      const lost = await until(url, ({ chain_connected }) => !chain_connected);
      expect(lost).to.include({ registration: "registered", uid: 0 });
      expect(await ask("/networks")).to.equal(hotkey);
      await chain.faults.accept();
      expect(await until(url, ({ chain_connected }) => chain_connected)).to.include({
        registration: "registered",
      });
    });

    const faults: readonly [string, () => unknown, () => unknown][] = [
      ["dropped connections", () => chain.faults.drop(), nothing],
      ["a node that freezes", () => chain.faults.freeze(), () => chain.faults.thaw()],
      ["a node that lags", () => chain.faults.lag(500), () => chain.faults.lag(0)],
      ["a reorganisation to a lower height", () => chain.faults.reorganise(chain.head.number - 2), nothing],
      ["an upgrade of the runtime", () => chain.faults.upgrade("testnet-233"), nothing],
    ];
    for (const [fault, cause, cure] of faults) {
      it(`serves through ${fault}, registered before and after`, async () => {
        await cause();
        expect(await ask("/networks")).to.equal(hotkey);
        await chain.seal(3);
        await cure();
        const health = await until(url, ({ chain_connected }) => chain_connected);
        expect(health).to.include({ registration: "registered", uid: 0, axon_announced: true });
      });
    }
  });

  describe("after it has run", () => {
    it("starts without a chain on what it knew, which it says", async () => {
      const unreachable = args.with(args.indexOf(chain.url), "ws://127.0.0.1:1");
      const { child, url } = await startMiner(unreachable);
      const health = await until(url, () => true);
      expect(health).to.include({ chain_connected: false, registration: "registered", uid: 0 });
      expect(health.metagraph_age_seconds).to.be.a("number");
      await stop(child);
    });
  });
});

function nothing(): void {
  // What ends by itself needs no cure.
}

const neuron = z.object({
  netuid: z.number(),
  hotkey: z.string(),
  chain_connected: z.boolean(),
  registration: z.string(),
  uid: z.number().nullable(),
  metagraph_age_seconds: z.number().nullable(),
  axon_announced: z.boolean(),
});

const mostLooks = 100;
const lookEveryMs = 200;

/** Returns how the neuron stands once it stands so. */
async function until(url: string, holds: (health: z.infer<typeof neuron>) => boolean) {
  for (let look = 1; ; look += 1) {
    const health = z.object({ neuron }).parse(await (await fetch(`${url}/health`)).json()).neuron;
    if (holds(health)) return health;
    if (look === mostLooks) throw new Error(`The neuron stands otherwise: ${JSON.stringify(health)}`);
    await delay(lookEveryMs);
  }
}
