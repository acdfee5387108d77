import { once } from "node:events";
import type { ApiPromise } from "@polkadot/api";
import { expect } from "chai";
import { WebSocket } from "ws";
import { startDevChain, type DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { collect, connectClient, devKey, makeCall, readItem, startTestChain } from "../../support/devnet.ts";

const tao = 1_000_000_000n;

describe(`${startDevChain.name}: faults`, () => {
  let clock: FakeClock;
  let chain: DevChain;
  let api: ApiPromise;

  beforeEach(async () => {
    clock = new FakeClock();
    chain = await startTestChain({ finalityLagBlocks: 2 }, clock);
    api = await connectClient(chain.url);
  });

  afterEach(async () => {
    await api.disconnect();
    await chain.stop();
  });

  it("drops all connections, and the client that comes back goes on", async () => {
    const heads = collect<number>(2);
    await api.rpc.chain.subscribeNewHeads(({ number }) => heads.add(number.toNumber()));
    const back = event("connected");
    chain.faults.drop();
    await back;
    // A request that is answered comes after the renewal of the subscriptions.
    await api.rpc.system.health();
    await chain.seal();
    expect(await heads.all).to.deep.equal([0, 1]);
  });

  it("refuses connections until it accepts them again", async () => {
    const dropped = event("disconnected");
    chain.faults.refuse();
    chain.faults.drop();
    await dropped;
    expect(await connectError(chain.url)).to.equal("ECONNREFUSED");
    const back = event("connected");
    await chain.faults.accept();
    await back;
    expect((await api.rpc.chain.getHeader()).number.toNumber()).to.equal(0);
  });

  it("answers nothing while frozen, keeps the connection, and delivers all of it when thawed", async () => {
    const heads = collect<number>(3);
    await api.rpc.chain.subscribeNewHeads(({ number }) => heads.add(number.toNumber()));
    chain.faults.freeze();
    let answered = false;
    const answer = api.rpc.system.health().then(() => {
      answered = true;
    });
    await chain.seal(2);
    await pause();
    expect([answered, api.isConnected]).to.deep.equal([false, true]);
    chain.faults.thaw();
    await answer;
    expect(await heads.all).to.deep.equal([0, 1, 2]);
  });

  it("answers late by as much as it is told", async () => {
    chain.faults.lag(5_000);
    let answered = false;
    const answer = api.rpc.system.health().then(() => {
      answered = true;
    });
    await until(() => clock.sleeping > 0);
    await clock.tick(4_999);
    await pause();
    expect(answered).to.equal(false);
    await clock.tick(1);
    await until(() => clock.sleeping > 0);
    await clock.tick(5_000);
    await answer;
    chain.faults.lag(0);
    await api.rpc.system.health();
  });

  it("goes back to a lower height on another fork, and takes the transactions of the lost blocks in again", async () => {
    const statuses = collect<string>(5);
    await chain.seal(3);
    const [lost] = [await chain.seal()];
    const hotkey = devKey("//hot").address;
    await makeCall(api, "subtensorModule", "burnedRegister", 1, hotkey).signAndSend(
      devKey("//Alice"),
      ({ status }) => {
        statuses.add(status.type);
        if (status.isReady) void chain.seal();
        if (status.isInBlock) {
          if (chain.head.number === 5) chain.faults.reorganise(3);
          else void chain.seal(2);
        }
        if (status.isRetracted) void chain.seal();
      },
    );
    expect(await statuses.all).to.deep.equal(["Ready", "InBlock", "Retracted", "InBlock", "Finalized"]);
    expect((await api.rpc.chain.getBlockHash(4)).toHex()).to.not.equal(lost.hash);
    expect((await readItem(api, "subtensorModule", "uids", 1, hotkey)).toJSON()).to.equal(0);
  });

  it("shows lower heads after a reorganisation, finalized ones too", async () => {
    const heads = collect<number>(6);
    await api.rpc.chain.subscribeNewHeads(({ number }) => heads.add(number.toNumber()));
    await chain.seal(3);
    chain.register({ netuid: 1, hotkey: devKey("//hot").address, coldkey: devKey("//Alice").address });
    chain.faults.reorganise(0);
    await chain.seal();
    expect(await heads.all).to.deep.equal([0, 1, 2, 3, 0, 1]);
    expect(chain.finalized.number).to.equal(0);
    expect(chain.head.state.subnets.get(1)?.neurons).to.deep.equal([]);
  });

  it("upgrades its runtime under a client, which signs for the new one from then on", async () => {
    const upgraded = collect<number>(2);
    await api.rpc.state.subscribeRuntimeVersion(({ specVersion }) => upgraded.add(specVersion.toNumber()));
    await chain.faults.upgrade("assembled-425");
    await chain.seal();
    expect(await upgraded.all).to.deep.equal([219, 425]);
    await until(() => "registerLimit" in (api.tx["subtensorModule"] ?? {}));
    const call = makeCall(api, "subtensorModule", "registerLimit", 1, devKey("//hot").address, 2n * tao);
    await call.signAndSend(devKey("//Alice"));
    await chain.seal();
    expect(chain.head.state.subnets.get(1)?.neurons).to.have.length(1);
    const events = await (await api.at(chain.head.parentHash)).query["system"]?.["events"]?.();
    expect(JSON.stringify(events?.toHuman())).to.include("CodeUpdated");
  });

  it("stops twice, and while frozen", async () => {
    chain.faults.freeze();
    await chain.stop();
    await chain.stop();
    expect(await connectError(chain.url)).to.equal("ECONNREFUSED");
  });

  function event(name: "connected" | "disconnected"): Promise<void> {
    return new Promise((resolve) => api.once(name, () => resolve()));
  }
});

/** Lets messages that are on their way arrive. */
async function pause(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

async function connectError(url: string): Promise<unknown> {
  const socket = new WebSocket(url);
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  return error.code;
}
