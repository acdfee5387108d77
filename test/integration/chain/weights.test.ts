import { expect } from "chai";
import { z } from "zod";
import { findCommitment, setCommitment } from "../../../src/chain/commitments.ts";
import { commitWeights, revealWeights, setWeights } from "../../../src/chain/weights/set-weights.ts";
import { normaliseWeights } from "../../../src/chain/weights/normalise.ts";
import type { DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import type { Signer } from "../../../src/wallet/signer.ts";
import { connectTestClient, freshSigner, registeredHotkey, type TestClient } from "../../support/chain.ts";
import { testNetwork } from "../../support/chain.ts";
import { startTestChain } from "../../support/devnet.ts";
import { codeOf, failureOf } from "../../support/errors.ts";

const weights = normaliseWeights(
  new Map([
    [0, 0.25],
    [1, 0.5],
  ]),
);

describe("weights on the stand-in", () => {
  const netuid = 46;
  let standIn: DevChain;
  let client: TestClient;
  let validator: Signer;
  let miner: Signer;

  beforeEach(async () => {
    standIn = await startTestChain({ blockTimeMs: 50, subnets: [{ netuid }] });
    standIn.configure(netuid, { weightsSetRateLimit: 0, tempo: 20 });
    [validator, miner] = [freshSigner(), freshSigner()];
    const stakeRao = 5_000_000_000_000n;
    const coldkey = freshSigner().address;
    standIn.register({ netuid, hotkey: validator.address, coldkey, stakeRao });
    standIn.register({ netuid, hotkey: miner.address, coldkey });
    // The rest have less, so one permit goes to the validator.
    standIn.configure(netuid, { maxAllowedValidators: 1 });
    standIn.endEpoch(netuid);
    await standIn.seal();
    client = await connectTestClient({ endpoints: [standIn.url] });
  });

  afterEach(async () => {
    await client.chain.stop();
    await standIn.stop();
  });

  it("sets them, in proportion to the largest", async () => {
    await setWeights(client, request());
    expect(await storedWeights()).to.deep.equal([
      [0, 32_768],
      [1, 65_535],
    ]);
  });

  it("names the chain's reason when a miner tries", async () => {
    const failure = await failureOf(setWeights(client, request({ signer: miner })));
    expect(failure?.code).to.equal("CHAIN_REFUSED");
    expect(failure?.context["reason"]).to.equal("NeuronNoValidatorPermit");
  });

  it("does not send what would be too early or too old", async () => {
    await setWeights(client, request());
    standIn.configure(netuid, { weightsSetRateLimit: 1_000 });
    await standIn.seal();
    await reasonIs("SettingWeightsTooFast");
    standIn.configure(netuid, { weightsSetRateLimit: 0, weightsVersionKey: 7 });
    await standIn.seal();
    await reasonIs("IncorrectWeightVersionKey");
  });

  it("commits to them by their hash and reveals them in their time", async () => {
    standIn.configure(netuid, { commitRevealWeightsEnabled: true });
    await standIn.seal();
    await reasonIs("CommitRevealEnabled");
    const pending = await commitWeights(client, request());
    const { number } = standIn.head;
    expect(pending.firstBlock).to.be.above(number);
    await standIn.seal(pending.firstBlock - number);
    await revealWeights(client, pending, validator);
    expect(await storedWeights()).to.deep.equal([
      [0, 32_768],
      [1, 65_535],
    ]);
  });

  it("refuses a stranger by name", async () => {
    expect(await codeOf(setWeights(client, request({ signer: freshSigner() })))).to.equal("NOT_REGISTERED");
  });

  async function reasonIs(reason: string): Promise<void> {
    const failure = await failureOf(setWeights(client, request()));
    expect(failure?.context["reason"]).to.equal(reason);
  }

  function request({ signer = validator } = {}) {
    return { netuid, signer, weights, versionKey: 1n };
  }

  async function storedWeights() {
    const view = await client.chain.finalized();
    return view.get(["subtensorModule", "weights"], [netuid, 0], z.unknown());
  }
});

describe("commitments on a chain", () => {
  it("are read back, and replaced by the next", async function () {
    const { netuid } = await testNetwork();
    const client = await connectTestClient();
    const { runtime } = await client.chain.finalized();
    if (!runtime.hasCall("commitments", "setCommitment")) this.skip(); // Spec 143 has no such call.
    const { hotkey: signer } = await registeredHotkey(client);
    const membership = { netuid, hotkey: signer.address };
    expect(await findCommitment(await client.chain.finalized(), membership)).to.equal(undefined);
    const data = new TextEncoder().encode('{"v":1}');
    await setCommitment(client, { netuid, signer, data });
    const found = await findCommitment(await client.chain.finalized(), membership);
    expect(found?.data).to.deep.equal(data);
    const tooLong = setCommitment(client, { netuid, signer, data: new Uint8Array(129) });
    expect(await codeOf(tooLong)).to.equal("USAGE_INVALID");
  });
});
