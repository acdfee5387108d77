import type { ApiPromise } from "@polkadot/api";
import type { KeyringPair } from "@polkadot/keyring/types";
import { expect } from "chai";
import { startDevChain, type DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import type { RuntimeName } from "../../../src/devnet/chain/runtime/profiles.ts";
import {
  connectClient,
  devKey,
  makeCall,
  readItem,
  refusalOf,
  sendAndSeal,
  startTestChain,
} from "../../support/devnet.ts";

const tao = 1_000_000_000n;
const publicIp = 3_405_803_783n;

describe(`${startDevChain.name}: calls on a real runtime`, () => {
  let fixture: Fixture;

  beforeEach(async () => {
    fixture = await prepare("mainnet-219");
  });

  afterEach(() => fixture.stop());

  it("registers for the price, which rises, and says why it does not", async () => {
    const { chain, send, key } = fixture;
    const hotkey = key("//new").address;
    const before = chain.head.state.subnets.get(1)?.burnRao ?? 0n;
    const registered = await send("burnedRegister", [1, hotkey], "//Alice");
    expect(registered.events).to.include("subtensorModule.NeuronRegistered");
    expect(chain.head.state.subnets.get(1)?.burnRao).to.satisfy((price: bigint) => price > before);
    const errors = [
      await send("burnedRegister", [1, hotkey], "//Alice"),
      await send("burnedRegister", [0, hotkey], "//Alice"),
      await send("burnedRegister", [999, hotkey], "//Alice"),
      await send("burnedRegister", [1, key("//other").address], "//Poor"),
    ].map(({ error }) => error);
    expect(errors).to.deep.equal([
      "HotKeyAlreadyRegisteredInSubNet",
      "RegistrationNotPermittedOnRootSubnet",
      "SubNetworkDoesNotExist",
      "NotEnoughBalanceToStake",
    ]);
  });

  it("refuses a foreign hotkey and a closed subnet", async () => {
    const { chain, send, key } = fixture;
    chain.addSubnet({ netuid: 2, owner: key("//Bob").address, burnRao: tao });
    const foreign = await send("burnedRegister", [2, key("//miner").address], "//Bob");
    chain.configure(1, { registrationAllowed: false });
    const closed = await send("burnedRegister", [1, key("//new").address], "//Alice");
    expect([foreign.error, closed.error]).to.deep.equal([
      "NonAssociatedColdKey",
      "SubNetRegistrationDisabled",
    ]);
  });

  it("serves an axon with the hotkey, which needs no balance, and not again too soon", async () => {
    const { api, chain, send, key } = fixture;
    const axon = [1, 10_002_000, publicIp, 8091, 4, 4, 0, 0];
    const served = await send("serveAxon", axon, "//miner");
    const block = chain.head.number;
    const again = await send("serveAxon", axon, "//miner");
    await chain.seal(48);
    const later = await send("serveAxon", axon, "//miner");
    const stored = await readItem(api, "subtensorModule", "axons", 1, key("//miner").address);
    expect([served.error, again.error, later.error]).to.deep.equal([
      undefined,
      "ServingRateLimitExceeded",
      undefined,
    ]);
    expect(stored.toJSON()).to.include({ block: block + 50, ip: Number(publicIp), port: 8091, ipType: 4 });
  });

  it("refuses what is no address, no port and no neuron", async () => {
    const serve = async (ip: bigint, port: number, type: number, signer = "//miner") =>
      (await fixture.send("serveAxon", [1, 1, ip, port, type, 4, 0, 0], signer)).error;
    expect(await serve(publicIp, 8091, 5)).to.equal("InvalidIpType");
    expect(await serve(0x7f00_0001n, 8091, 4)).to.equal("InvalidIpAddress");
    expect(await serve(publicIp, 0, 4)).to.equal("InvalidPort");
    expect(await serve(publicIp, 8091, 4, "//stranger")).to.equal("HotKeyNotRegisteredInNetwork");
  });

  it("keeps a certificate and a prometheus endpoint", async () => {
    const { api, send, key } = fixture;
    const certificate = `0x01${"ab".repeat(32)}`;
    await send("serveAxonTls", [1, 1, publicIp, 8091, 4, 4, 0, 0, certificate], "//miner");
    await send("servePrometheus", [1, 1, publicIp, 9091, 4], "//miner");
    const read = async (item: string) =>
      (await readItem(api, "subtensorModule", item, 1, key("//miner").address)).toJSON();
    expect(await read("neuronCertificates")).to.deep.equal({
      algorithm: 1,
      publicKey: `0x${"ab".repeat(32)}`,
    });
    expect(await read("prometheus")).to.include({ port: 9091 });
  });

  it("sets the weights of a validator and says why not those of others", async () => {
    const { api, send } = fixture;
    const set = await send("setWeights", [1, [0, 1], [1, 2], 0], "//validator");
    const errors = [
      await send("setWeights", [1, [0, 1], [1, 2], 0], "//validator"),
      await send("setWeights", [1, [0, 1], [1, 2], 0], "//miner"),
      await send("setWeights", [1, [0], [1, 2], 0], "//validator"),
      await send("setWeights", [1, [0], [1], 0], "//stranger"),
    ].map(({ error }) => error);
    const weights = await readItem(api, "subtensorModule", "weights", 1, 0);
    expect(set.events).to.include("subtensorModule.WeightsSet");
    expect(weights.toJSON()).to.deep.equal([
      [0, 32_768],
      [1, 65_535],
    ]);
    expect(errors).to.deep.equal([
      "SettingWeightsTooFast",
      "NeuronNoValidatorPermit",
      "WeightVecNotEqualSize",
      "HotKeyNotRegisteredInSubNet",
    ]);
  });

  it("reveals committed weights in the one epoch for that", async () => {
    const { chain, api, send, key } = fixture;
    chain.configure(1, { commitRevealWeightsEnabled: true, tempo: 10, weightsSetRateLimit: 0 });
    const reveal = [1, [0, 1], [1, 2], [7, 8], 0];
    const hash = api.registry.hash(commitBytes(key("//validator"))).toHex();
    const open = await send("setWeights", [1, [0, 1], [1, 2], 0], "//validator");
    const committed = await send("commitWeights", [1, hash], "//validator");
    const early = await send("revealWeights", reveal, "//validator");
    const wrong = await send("revealWeights", [1, [0, 1], [2, 2], [7, 8], 0], "//validator");
    const [first = 0] = (await revealBlocks(api, key("//validator"))) ?? [];
    await chain.seal(first - chain.head.number);
    const revealed = await send("revealWeights", reveal, "//validator");
    expect(open.error).to.equal("CommitRevealEnabled");
    expect([committed.error, revealed.error]).to.deep.equal([undefined, undefined]);
    expect([early.error, wrong.error]).to.deep.equal(["RevealTooEarly", "InvalidRevealCommitHashNotMatch"]);
    expect(revealed.events).to.include.members([
      "subtensorModule.WeightsSet",
      "subtensorModule.WeightsRevealed",
    ]);
  });

  it("keeps a commitment for a while before it takes the next", async () => {
    const { api, send, key } = fixture;
    const fields = [{ Raw7: "0x7b2276223a317d" }];
    const set = await send("setCommitment", [1, { fields }], "//miner", "commitments");
    const again = await send("setCommitment", [1, { fields }], "//miner", "commitments");
    const stored = await readItem(api, "commitments", "commitmentOf", 1, key("//miner").address);
    expect([set.error, again.error]).to.deep.equal([undefined, "CommitmentSetRateLimitExceeded"]);
    expect(stored.toJSON()).to.have.nested.property("info.fields[0].raw7", "0x7b2276223a317d");
  });

  it("moves a uid to another hotkey of the same coldkey", async () => {
    const { api, send, key } = fixture;
    const [from, to] = [key("//miner").address, key("//next").address];
    const foreign = await send("swapHotkey", [from, to], "//Bob");
    const swapped = await send("swapHotkey", [from, to], "//Alice");
    const uid = async (hotkey: string) =>
      (await readItem(api, "subtensorModule", "uids", 1, hotkey)).toJSON();
    expect(foreign.error).to.equal("NonAssociatedColdKey");
    expect(swapped.events).to.include("subtensorModule.HotkeySwapped");
    expect([await uid(from), await uid(to)]).to.deep.equal([null, 1]);
  });
});

describe(`${startDevChain.name}: calls on the assembled runtime`, () => {
  let fixture: Fixture;

  beforeEach(async () => {
    fixture = await prepare("assembled-425");
  });

  afterEach(() => fixture.stop());

  it("registers up to a limit", async () => {
    const { chain, send, key } = fixture;
    const hotkey = key("//new").address;
    chain.setPrice(1, 2n * tao);
    const dear = await send("registerLimit", [1, hotkey, tao], "//Alice");
    const fair = await send("registerLimit", [1, hotkey, 2n * tao], "//Alice");
    expect([dear.error, fair.error]).to.deep.equal(["RegistrationPriceLimitExceeded", undefined]);
  });

  it("refuses in the pool what that runtime refuses there, by its numbers", async () => {
    const refused = async (signer: string, ip: bigint, port: number, type: number) => {
      const call = makeCall(fixture.api, "subtensorModule", "serveAxon", 1, 1, ip, port, type, 4, 0, 0);
      const signed = await call.signAsync(fixture.key(signer));
      return (await refusalOf(fixture.chain.url, "author_submitExtrinsic", signed.toHex()))?.data;
    };
    expect(await refused("//stranger", publicIp, 1, 4)).to.equal("Custom error: 10");
    expect(await refused("//miner", 0x7f00_0001n, 1, 4)).to.equal("Custom error: 11");
    expect(await refused("//miner", publicIp, 0, 4)).to.equal("Custom error: 13");
    expect(await refused("//miner", publicIp, 1, 5)).to.equal("Custom error: 255");
    await fixture.send("serveAxon", [1, 0, 0, 1, 4, 4, 0, 0], "//miner");
    expect(await refused("//miner", publicIp, 1, 4)).to.equal("Custom error: 12");
  });
});

type Fixture = Awaited<ReturnType<typeof prepare>>;

/** A subnet of a validator (uid 0) and a miner (uid 1), both of //Alice. */
async function prepare(runtime: RuntimeName) {
  const chain: DevChain = await startTestChain({ runtime });
  const api: ApiPromise = await connectClient(chain.url);
  const key = (uri: string) => devKey(uri);
  const coldkey = key("//Alice").address;
  chain.register({ netuid: 1, hotkey: key("//validator").address, coldkey, stakeRao: 1_000n * tao });
  chain.register({ netuid: 1, hotkey: key("//miner").address, coldkey });
  chain.endEpoch(1);
  await chain.seal(100);
  const send = (name: string, args: readonly unknown[], signer: string, pallet = "subtensorModule") =>
    sendAndSeal(chain, api, makeCall(api, pallet, name, ...args), key(signer));
  const stop = async () => {
    await api.disconnect();
    await chain.stop();
  };
  return { chain, api, key, send, stop };
}

/** The account, netuid 1, uids [0, 1], values [1, 2], salt [7, 8], version key 0. */
function commitBytes({ publicKey }: KeyringPair): Uint8Array {
  const rest = "0100" + "0800000100" + "0801000200" + "0807000800" + "0000000000000000";
  return Buffer.concat([publicKey, Buffer.from(rest, "hex")]);
}

async function revealBlocks(api: ApiPromise, { address }: KeyringPair): Promise<number[] | undefined> {
  const commits = (await readItem(api, "subtensorModule", "weightCommits", 1, address)).toJSON();
  const [, , first, last] = (commits as [[string, number, number, number]])[0];
  return [first, last];
}
