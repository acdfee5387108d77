import { expect } from "chai";
import { isRegistered } from "../../../src/chain/registration/registered.ts";
import { readRegistrationPlan, register } from "../../../src/chain/registration/register.ts";
import { sendCall } from "../../../src/chain/transaction/send.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import {
  connectTestClient,
  freshSigner,
  registeredHotkey,
  testNetwork,
  type TestClient,
  type TestNetwork,
} from "../../support/chain.ts";
import { codeOf, failureOf } from "../../support/errors.ts";

describe("registration on a chain", () => {
  let client: TestClient;
  let network: TestNetwork;

  before(async function () {
    this.timeout(120_000);
    network = await testNetwork();
    client = await connectTestClient();
  });

  it("registers a fresh hotkey, and then has nothing to do", async () => {
    const { hotkey, uid } = await registeredHotkey(client);
    const { netuid } = network;
    const found = await isRegistered(client.chain, { netuid, hotkey: hotkey.address });
    expect(found).to.deep.include({ status: "registered", uid });
    expect(await planFor(hotkey.address)).to.deep.equal({ action: "none", uid });
  });

  it("registers two at once from one coldkey, one after the other", async () => {
    const both = await Promise.all([registeredHotkey(client), registeredHotkey(client)]);
    expect(new Set(both.map(({ uid }) => uid)).size).to.equal(2);
  });

  it("says no for a hotkey that nobody registered, and does not know without a chain", async () => {
    const membership = { netuid: network.netuid, hotkey: freshSigner().address };
    expect(await isRegistered(client.chain, membership)).to.have.property("status", "absent");
    const { chain } = await connectTestClient();
    await chain.stop();
    expect(await isRegistered(chain, membership)).to.have.property("status", "unknown");
  });

  it("refuses before paying: no money, a price above the maximum, no such subnet", async () => {
    const poor = { coldkey: freshSigner().address };
    expect(await codeOf(planFor(freshSigner().address, poor))).to.equal("FUNDS_INSUFFICIENT");
    expect(await codeOf(planFor(freshSigner().address, { maxBurnRao: 1n }))).to.equal("PRICE_TOO_HIGH");
    expect(await codeOf(planFor(freshSigner().address, { netuid: 65_000 }))).to.equal("SUBNET_NOT_FOUND");
  });

  it("names what the chain answers to a second registration", async () => {
    const { hotkey } = await registeredHotkey(client);
    const failure = await failureOf(
      sendCall(
        { chain: client.chain, clock: systemClock(), signal: client.signal },
        {
          call: {
            pallet: "subtensorModule",
            method: "burnedRegister",
            parameters: [network.netuid, hotkey.address],
          },
          signer: network.alice,
          timeoutMs: 60_000,
        },
      ),
    );
    expect(failure?.code).to.equal("CHAIN_REFUSED");
    expect(failure?.context["reason"]).to.be.oneOf(["HotKeyAlreadyRegisteredInSubNet", "AlreadyRegistered"]);
  });

  it("leaves it to the chain to refuse an account without money", async () => {
    const coldkey = freshSigner();
    const request = {
      netuid: network.netuid,
      hotkey: freshSigner().address,
      coldkey: coldkey.address,
      maxBurnRao: undefined,
    };
    const plan = await readRegistrationPlan(client, { ...request, coldkey: network.alice.address });
    const failure = await failureOf(register(client, { plan, request, coldkey }));
    expect(failure?.code).to.be.oneOf(["CHAIN_REFUSED", "FUNDS_INSUFFICIENT"]);
  });

  function planFor(
    hotkey: string,
    overrides: { coldkey?: string; netuid?: number; maxBurnRao?: bigint } = {},
  ) {
    const request = {
      netuid: network.netuid,
      hotkey,
      coldkey: network.alice.address,
      maxBurnRao: undefined,
      ...overrides,
    };
    return readRegistrationPlan(client, request);
  }
});
