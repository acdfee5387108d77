import { once } from "node:events";
import { expect } from "chai";
import type { ChainClient } from "../../../src/chain/chain-client.ts";
import { NeuronError } from "../../../src/lib/errors.ts";
import type { Rpc } from "../../../src/chain/connection/rpc.ts";
import { readBalance } from "../../../src/chain/registration/facts.ts";
import { readRegistrationPlan, register } from "../../../src/chain/registration/register.ts";
import type { SendDeps } from "../../../src/chain/transaction/send.ts";
import { lifetimeBlocks } from "../../../src/chain/transaction/sign.ts";
import { TransactionSender } from "../../../src/chain/transaction/sender.ts";
import { isRegistered } from "../../../src/chain/registration/registered.ts";
import { connectTestClient, freshSigner, testNetwork } from "../../support/chain.ts";
import { startTestChain } from "../../support/devnet.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import { startRpcServer } from "../../support/rpc-server.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";
import { until } from "../../support/until.ts";

/** So short that a test need not wait, so long that a busy machine keeps up. */
const impatient = { connectTimeoutMs: 2_000, callTimeoutMs: 2_000, staleHeadMs: 1_500, retryDelayMs: 50 };

describe("a chain connection in trouble", () => {
  let proxy: TcpProxy;
  let proxied: string;

  beforeEach(async () => {
    proxy = new TcpProxy((await testNetwork()).url);
    proxied = await proxy.start();
  });

  afterEach(() => proxy.stop());

  it("is lost when the line is cut, unknown means unknown, and it comes back by itself", async () => {
    const { chain } = await connectTestClient({ ...impatient, endpoints: [proxied] });
    const membership = { netuid: (await testNetwork()).netuid, hotkey: freshSigner().address };
    proxy.cut();
    await untilStatus(chain, "lost");
    expect(await isRegistered(chain, membership)).to.have.property("status", "unknown");
    proxy.restore();
    await untilStatus(chain, "connected");
    expect(await isRegistered(chain, membership)).to.have.property("status", "absent");
    expect(chain.state().losses).to.equal(1);
    await chain.stop();
  });

  it("fails over to the next endpoint when the line is cut", async () => {
    const { url } = await testNetwork();
    const { chain } = await connectTestClient({ ...impatient, endpoints: [proxied, url] });
    proxy.cut();
    await untilStatus(chain, "failed-over");
    expect(chain.state().endpoint).to.equal(url);
    await chain.stop();
  });

  it("notices a node that is frozen, although the socket stays open", async () => {
    const { url } = await testNetwork();
    const { chain } = await connectTestClient({ ...impatient, endpoints: [proxied, url] });
    proxy.freeze();
    expect(await codeOf(chain.finalized())).to.equal("CHAIN_UNAVAILABLE");
    await untilStatus(chain, "failed-over");
    await chain.stop();
  });

  it("pays once when the line breaks in the middle of a registration", async () => {
    const client = await connectTestClient({ ...impatient, endpoints: [proxied] });
    const { chain } = client;
    const { alice, netuid } = await testNetwork();
    const request = { netuid, hotkey: freshSigner().address, coldkey: alice.address, maxBurnRao: undefined };
    const plan = await readRegistrationPlan({ chain }, request);
    const before = await balanceOf(chain, alice.address);
    const { clock, logger, signal } = client;
    const cutting = new TransactionSender({
      chain: withSubscribe(chain, (own) => async (...parameters) => {
        const stop = await own(...parameters);
        proxy.cut();
        return stop;
      }),
      clock,
      logger,
      signal,
    });
    const stop = chain.onState(({ status }) => {
      if (status === "lost") proxy.restore();
    });
    const uid = await register({ chain, sender: cutting }, { plan, request, coldkey: alice });
    stop();
    expect(chain.state().losses).to.equal(1);
    expect(uid).to.be.a("number");
    const paid = before - (await balanceOf(chain, alice.address));
    const price = plan.action === "register" ? plan.priceRao : 0n;
    expect(Number(paid) / Number(price)).to.be.within(0.5, 1.5);
    await chain.stop();
  });

  it("says when a transaction that was lost can no longer happen, so that trying again is safe", async () => {
    const standIn = await startTestChain({ runtime: "assembled-425", subnets: [{ netuid: 1 }] });
    const { chain, clock, logger, signal } = await connectTestClient({ endpoints: [standIn.url] });
    const lostOnTheWay: Subscribe = () =>
      Promise.reject(new NeuronError("CHAIN_UNAVAILABLE", "the line broke"));
    const sender = new TransactionSender({
      chain: withSubscribe(chain, () => lostOnTheWay),
      clock,
      logger,
      signal,
    });
    const looks = new EventTarget();
    const firstLook = once(looks, "look");
    const failure = failureOf(
      sender.send({
        call: { pallet: "balances", method: "transferKeepAlive", parameters: [freshSigner().address, 1] },
        signer: (await testNetwork()).alice,
        timeoutMs: 10_000,
        hasHappened: () => {
          looks.dispatchEvent(new Event("look"));
          return Promise.resolve(false);
        },
      }),
    );
    await firstLook;
    await standIn.seal(lifetimeBlocks + 1);
    expect((await failure)?.code).to.equal("CHAIN_UNAVAILABLE");
    await chain.stop();
    await standIn.stop();
  });

  it("refuses an endpoint that is no node of a chain", async () => {
    const server = await startRpcServer({});
    expect(await codeOf(connectTestClient({ endpoints: [server.url] }))).to.equal("CHAIN_MISMATCH");
    await server.stop();
  });

  it("refuses a chain whose addresses have another prefix", async () => {
    const { chain } = await connectTestClient();
    const { rpc } = chain.access();
    const forward = (method: string) => (params: readonly unknown[]) => rpc.call(method, params);
    const methods = ["chain_getBlockHash", "state_getRuntimeVersion", "system_chain", "rpc_methods"];
    const server = await startRpcServer({
      ...Object.fromEntries(methods.map((method) => [method, forward(method)])),
      state_call: async (params) => withPrefixZero(await rpc.call("state_call", params)),
    });
    const failure = await failureOf(connectTestClient({ endpoints: [server.url] }));
    expect(failure?.code).to.equal("CHAIN_MISMATCH");
    expect(failure?.context["prefix"]).to.equal(0);
    await server.stop();
    await chain.stop();
  });

  it("stops at once on an endpoint that never answers", async () => {
    proxy.freeze();
    const { chain } = await connectTestClient({ ...impatient, endpoints: [proxied] });
    expect(chain.state().status).to.equal("lost");
    await chain.stop();
    expect(chain.state().status).to.equal("stopped");
  });
});

async function untilStatus(chain: ChainClient, status: string): Promise<void> {
  await until(
    (tell) => chain.onState(tell),
    () => chain.state().status === status,
  );
}

async function balanceOf(chain: ChainClient, address: string): Promise<bigint> {
  return readBalance(await chain.finalized(), address);
}

type Subscribe = Rpc["subscribe"];

/** Returns the chain with another way to subscribe, made of its own. */
function withSubscribe(chain: ChainClient, change: (own: Subscribe) => Subscribe): SendDeps["chain"] {
  return {
    finalized: () => chain.finalized(),
    onHead: (listener) => chain.onHead(listener),
    access: () => {
      const access = chain.access();
      const { rpc, url, genesisHash, ended } = access;
      const subscribe: Subscribe = (names, params, listener) => rpc.subscribe(names, params, listener);
      return {
        url,
        genesisHash,
        ended,
        runtime: () => access.runtime(),
        rpc: { call: (method, params) => rpc.call(method, params), subscribe: change(subscribe) },
      };
    },
  };
}

/** Returns metadata in which the constant with the address format is 0 instead of 42. */
function withPrefixZero(answer: unknown): string {
  const name = Buffer.from("SS58Prefix").toString("hex");
  // The name, the number of its type, and two bytes of value after their length.
  return String(answer).replace(new RegExp(`(${name}(?:..){1,2}08)2a00`), "$10000");
}
