import type { ApiPromise } from "@polkadot/api";
import type { ExtrinsicStatus } from "@polkadot/types/interfaces";
import { expect } from "chai";
import { startDevChain, type DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import {
  ask,
  collect,
  connectClient,
  devKey,
  makeCall,
  readItem,
  refusalOf,
  sendAndSeal,
  startTestChain,
} from "../../support/devnet.ts";

const tao = 1_000_000_000n;
const badSignature = { code: 1010, data: "Transaction has a bad signature" };

describe(`${startDevChain.name}: transactions`, () => {
  let chain: DevChain;
  let api: ApiPromise;

  beforeEach(async () => {
    chain = await startTestChain({ finalityLagBlocks: 1 });
    api = await connectClient(chain.url);
  });

  afterEach(async () => {
    await api.disconnect();
    await chain.stop();
  });

  it("are watched from the pool through a block to finality", async () => {
    const statuses = collect<string>(3);
    const hotkey = devKey("//hot").address;
    await makeCall(api, "subtensorModule", "burnedRegister", 1, hotkey).signAndSend(
      devKey("//Alice"),
      ({ status }) => {
        statuses.add(status.type);
        sealAfter(status);
      },
    );
    expect(await statuses.all).to.deep.equal(["Ready", "InBlock", "Finalized"]);
    expect((await readItem(api, "subtensorModule", "uids", 1, hotkey)).toJSON()).to.equal(0);
    function sealAfter({ isFinalized }: ExtrinsicStatus) {
      if (!isFinalized) void chain.seal();
    }
  });

  it("of sr25519 and of ed25519 keys are both taken", async () => {
    const edward = devKey("//Edward", "ed25519");
    chain.fund(edward.address, 10n * tao);
    for (const signer of [devKey("//Alice"), edward]) {
      const { error, events } = await sendAndSeal(chain, api, transfer(tao), signer);
      expect(error).to.equal(undefined);
      expect(events).to.include("balances.Transfer");
    }
  });

  it("longer than 256 bytes are signed as their hash, and taken", async () => {
    const uids = Array.from({ length: 200 }, (_, uid) => uid);
    const long = makeCall(api, "subtensorModule", "setWeights", 1, uids, uids, 0);
    const sent = await sendAndSeal(chain, api, long, devKey("//Alice"));
    expect(sent.error).to.equal("UidsLengthExceedUidsInSubNet");
  });

  it("with a changed call, another chain's genesis or an older runtime's version have a bad signature", async () => {
    const signed = await signedHex({});
    const changed = signed.slice(0, -2) + (signed.endsWith("00") ? "04" : "00");
    const elsewhere = `0x${"11".repeat(32)}`;
    const foreign = await signedHex({ genesisHash: elsewhere, era: 0, blockHash: elsewhere });
    expect(await submitRefusal(changed)).to.include(badSignature);
    expect(await submitRefusal(foreign)).to.include(badSignature);
    await chain.faults.upgrade("testnet-233");
    await chain.seal();
    expect(await submitRefusal(signed)).to.include(badSignature);
  });

  it("with a mortal era are taken while it lasts and have a bad signature after it", async () => {
    await chain.seal(10);
    const lasting = await signedHex({ era: 8 });
    await chain.seal(2);
    expect(await submitRefusal(lasting)).to.equal(undefined);
    await chain.seal();
    const expired = await signedHex({ era: 8 });
    await chain.seal(16);
    expect(await submitRefusal(expired)).to.include(badSignature);
  });

  it("with a used nonce are outdated; a later nonce waits for those before it", async () => {
    const statuses = collect<string>(4);
    await sendAndSeal(chain, api, transfer(tao), devKey("//Alice"));
    const used = await signedHex({ nonce: 0 });
    expect(await submitRefusal(used)).to.include({ code: 1010, data: "Transaction is outdated" });
    await transfer(tao).signAndSend(devKey("//Alice"), { nonce: 2 }, ({ status }) => {
      statuses.add(status.type);
      if (status.isReady || status.isInBlock) void chain.seal();
    });
    await chain.seal();
    expect(await submitRefusal(await signedHex({ nonce: 1 }))).to.equal(undefined);
    expect(await statuses.all).to.deep.equal(["Future", "Ready", "InBlock", "Finalized"]);
  });

  it("are refused twice, after their block, and beside one that tips as much", async () => {
    const first = await signedHex({ nonce: 0 });
    const rival = await signedHex({ nonce: 0, era: 64 });
    expect(await submitRefusal(first)).to.equal(undefined);
    expect((await submitRefusal(first))?.code).to.equal(1013);
    expect((await submitRefusal(rival))?.code).to.equal(1014);
    await chain.seal();
    expect((await submitRefusal(first))?.code).to.equal(1012);
  });

  it("that tip more take the place of one with the same nonce", async () => {
    const statuses = collect<string>(2);
    await transfer(tao).signAndSend(devKey("//Alice"), { nonce: 0 }, ({ status }) =>
      statuses.add(status.type),
    );
    expect(await submitRefusal(await signedHex({ nonce: 0, tip: 1_000 }))).to.equal(undefined);
    expect(await statuses.all).to.deep.equal(["Ready", "Usurped"]);
  });

  it("that nobody can pay for, that are no bytes of one, or that call the unknown are refused by their codes", async () => {
    const remark = await makeCall(api, "system", "remark", "0x00").signAsync(devKey("//Alice"));
    const unpaid = await transfer(tao).signAsync(devKey("//Nobody"));
    const payment = "Inability to pay some fees (e.g. account balance too low)";
    expect(await submitRefusal(unpaid.toHex())).to.include({ code: 1010, data: payment });
    expect((await submitRefusal("0x1284"))?.code).to.equal(1002);
    expect(await submitRefusal(remark.toHex())).to.include({ data: "Transaction call is not expected" });
  });

  it("move money and take their fee, and change nothing when they fail", async () => {
    const [alice, carl] = [devKey("//Alice"), devKey("//Carl")];
    const before = chain.head.state.accounts.get(alice.address)?.freeRao ?? 0n;
    await sendAndSeal(chain, api, transfer(tao, carl.address), alice);
    const failed = await sendAndSeal(chain, api, transfer(before * 2n, carl.address), alice);
    const { accounts } = chain.head.state;
    expect(failed.error).to.equal('{"arithmetic":"Underflow"}');
    expect(accounts.get(carl.address)?.freeRao).to.equal(tao);
    expect(accounts.get(alice.address)).to.deep.equal({ nonce: 2, freeRao: before - tao - 2n * 135_261n });
  });

  it("to an address of another kind fail in their block, also when they had to wait for it", async () => {
    const odd = makeCall(api, "balances", "transferKeepAlive", { Address20: `0x${"11".repeat(20)}` }, tao);
    const later = await odd.signAsync(devKey("//Alice"), { nonce: 1 });
    expect(await submitRefusal(later.toHex())).to.equal(undefined);
    expect(await submitRefusal(await signedHex({ nonce: 0 }))).to.equal(undefined);
    const { events } = await chain.seal();
    expect(chain.head.extrinsics).to.have.length(3);
    const records = api.createType("Vec<EventRecord>", events).toHuman();
    expect(JSON.stringify(records)).to.include('"dispatchError":"CannotLookup"');
  });

  it("tell what they would cost", async () => {
    const { partialFee } = await transfer(tao).paymentInfo(devKey("//Alice"));
    const free = await makeCall(api, "subtensorModule", "serveAxon", 1, 1, 1, 1, 4, 4, 0, 0).paymentInfo(
      devKey("//Alice"),
    );
    expect([partialFee.toNumber(), free.partialFee.toNumber()]).to.deep.equal([135_261, 0]);
  });

  it("are counted into the next nonce while they wait", async () => {
    expect(await submitRefusal(await signedHex({ nonce: 0 }))).to.equal(undefined);
    const request = {
      jsonrpc: "2.0",
      id: 1,
      method: "system_accountNextIndex",
      params: [devKey("//Alice").address],
    };
    expect((await ask(chain.url, JSON.stringify(request))).result).to.equal(1);
  });

  function transfer(amountRao: bigint, to = devKey("//Bob").address) {
    return makeCall(api, "balances", "transferKeepAlive", to, amountRao);
  }

  async function signedHex(options: Record<string, unknown>): Promise<string> {
    return (await transfer(tao).signAsync(devKey("//Alice"), options)).toHex();
  }

  function submitRefusal(hex: string) {
    return refusalOf(chain.url, "author_submitExtrinsic", hex);
  }
});
