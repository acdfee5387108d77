import { expect } from "chai";
import { announceAxon } from "../../../src/chain/axon/announce.ts";
import { announcedVersion } from "../../../src/chain/axon/announcement.ts";
import { chooseSource, readSnapshot } from "../../../src/chain/metagraph/read-snapshot.ts";
import type { Snapshot, SnapshotSource } from "../../../src/chain/metagraph/snapshot.ts";
import { normaliseWeights } from "../../../src/chain/weights/normalise.ts";
import { setWeights } from "../../../src/chain/weights/set-weights.ts";
import { readRegistrationPlan, register } from "../../../src/chain/registration/register.ts";
import type { DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import { signerFromUri } from "../../../src/wallet/secret-uri.ts";
import type { Signer } from "../../../src/wallet/signer.ts";
import { connectTestClient, freshSigner, type TestClient } from "../../support/chain.ts";
import { startTestChain } from "../../support/devnet.ts";
import { failureOf } from "../../support/errors.ts";

const netuid = 46;
const alice = signerFromUri("//Alice");

describe("the runtimes of three ages", () => {
  let standIn: DevChain;

  afterEach(() => standIn.stop());

  const sources = {
    "mainnet-219": ["neuron-info-lite", "storage"],
    "testnet-233": ["storage"],
    "assembled-425": ["selective-metagraph", "storage"],
  } as const satisfies Record<string, readonly SnapshotSource[]>;

  for (const [runtime, [cheapest, ...others]] of Object.entries(sources)) {
    it(`reads the same metagraph of ${runtime} through ${[cheapest, ...others].join(" and ")}`, async () => {
      // True because the keys are those of the object above.
      const client = await connectTo(runtime as keyof typeof sources);
      const { chain, sender, logger, signal } = client;
      const hotkeys = Array.from({ length: 5 }, freshSigner);
      for (const [index, hotkey] of hotkeys.entries()) {
        const stakeRao = BigInt(index) * 1_000_000_000_000_000n;
        standIn.register({ netuid, hotkey: hotkey.address, coldkey: alice.address, stakeRao });
      }
      standIn.endEpoch(netuid);
      const axon = { ip: "2606:4700::1111", port: 8091, version: announcedVersion, protocol: 4 };
      const signer = hotkeys[2] ?? alice;
      await announceAxon({ chain, sender, logger, signal }, { netuid, signer, axon });
      await payThreeToOne(client, hotkeys[4] ?? alice);
      const view = await chain.finalized();
      expect(chooseSource(view)).to.equal(cheapest);
      const first = await readSnapshot(view, netuid);
      for (const other of others) {
        expect(comparable(await readSnapshot(view, netuid, other))).to.deep.equal(comparable(first));
      }
      expect(first.neurons.map(({ hotkey }) => hotkey)).to.deep.equal(hotkeys.map(({ address }) => address));
      expect(first.neurons.map((neuron) => neuron.stakeRao / 1_000_000_000_000_000n)).to.deep.equal([
        0n,
        1n,
        2n,
        3n,
        4n,
      ]);
      expect(first.neurons.some(({ validatorPermit }) => validatorPermit)).to.equal(true);
      expect(first.neurons[2]?.axon).to.deep.include(axon);
      const [dear, cheap] = first.neurons.map(({ earnings }) => earnings);
      expect(dear?.incentive).to.be.closeTo(0.75, 0.001);
      expect(cheap?.incentive).to.be.closeTo(0.25, 0.001);
      expect(Number(dear?.emissionRao) / Number(cheap?.emissionRao)).to.be.closeTo(3, 0.01);
    });
  }

  it("registers by the call that the runtime has, before and after an upgrade on the same connection", async () => {
    const client = await connectTo("mainnet-219");
    expect(await registerFresh(client)).to.equal("burnedRegister");
    await standIn.faults.upgrade("assembled-425");
    await standIn.seal(2);
    await upgraded(client, 425);
    expect(await registerFresh(client)).to.equal("registerLimit");
  });

  it("names a price that rose above the maximum before the chain came to it", async () => {
    const client = await connectTo("assembled-425");
    const request = requestFor(freshSigner().address);
    const plan = await readRegistrationPlan(client, request);
    standIn.setPrice(netuid, 50_000_000_000n);
    const failure = await failureOf(register(client, { plan, request, coldkey: alice }));
    expect(failure?.code).to.equal("PRICE_TOO_HIGH");
  });

  async function connectTo(runtime: keyof typeof sources): Promise<TestClient> {
    standIn = await startTestChain({ runtime, blockTimeMs: 50, subnets: [{ netuid }] });
    return connectTestClient({ endpoints: [standIn.url] });
  }

  /** Has the subnet's epoch end with the first neuron worth three times the second. */
  async function payThreeToOne(client: TestClient, validator: Signer): Promise<void> {
    standIn.configure(netuid, { weightsSetRateLimit: 0 });
    const weights = normaliseWeights(
      new Map([
        [0, 0.75],
        [1, 0.25],
      ]),
    );
    await setWeights(client, { netuid, signer: validator, weights, versionKey: 0n });
    standIn.endEpoch(netuid);
    await standIn.seal();
  }

  async function registerFresh(client: TestClient): Promise<string> {
    const request = requestFor(freshSigner().address);
    const plan = await readRegistrationPlan(client, request);
    await register(client, { plan, request, coldkey: alice });
    return plan.action === "register" ? plan.call : plan.action;
  }
});

/** Resolves at the first head by which the client has the new runtime. */
async function upgraded({ chain }: TestClient, specVersion: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = chain.onHead(() => {
      chain
        .access()
        .runtime()
        .then((runtime) => {
          if (runtime.specVersion !== specVersion) return;
          stop();
          resolve();
        }, reject);
    });
  });
}

function requestFor(hotkey: string) {
  return { netuid, hotkey, coldkey: alice.address, maxBurnRao: undefined };
}

function comparable({ block, neurons }: Snapshot) {
  return { block, neurons };
}
