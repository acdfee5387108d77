import { expect } from "chai";
import { z } from "zod";
import { ChainClient, defaultChainTimes } from "../../../src/chain/chain-client.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { startTestChain } from "../../support/devnet.ts";
import { connectTestClient, testNetwork } from "../../support/chain.ts";
import { codeOf } from "../../support/errors.ts";
import { readFixture } from "../../support/fixtures.ts";
import { recordingLogger } from "../../support/log.ts";
import { until } from "../../support/until.ts";

const never = new AbortController().signal;

describe(ChainClient.name, () => {
  it("is connected, and learns of new finalized heads", async function () {
    this.timeout(60_000);
    const { chain } = await connectTestClient();
    const { url, isStandIn } = await testNetwork();
    expect(chain.state()).to.deep.include({ status: "connected", endpoint: url, losses: 0 });
    if (!isStandIn) return;
    const first = chain.state().head?.number ?? 0;
    await until(
      (tell) => chain.onHead(tell),
      () => (chain.state().head?.number ?? 0) > first,
    );
  });

  it("uses the next endpoint when the first is not there, and says so", async () => {
    const { url } = await testNetwork();
    const { chain } = await connectTestClient({ endpoints: ["ws://127.0.0.1:1", url] });
    expect(chain.state()).to.deep.include({ status: "failed-over", endpoint: url });
  });

  it("starts without any endpoint, is lost, and tells whoever asks", async () => {
    const { chain } = await connectTestClient({ endpoints: ["ws://127.0.0.1:1"] });
    expect(chain.state().status).to.equal("lost");
    expect(chain.state().reason).to.include("ws://127.0.0.1:1");
    expect(await codeOf(chain.finalized())).to.equal("CHAIN_UNAVAILABLE");
  });

  it("waits for a node that hangs no longer than its patience, and is connected once it answers", async () => {
    const node = await startTestChain({ subnets: [{ netuid: 1 }] });
    node.faults.freeze();
    const chain = new ChainClient(
      { clock: systemClock(), logger: silentLogger() },
      { ...defaultChainTimes, endpoints: [node.url] },
    );
    await chain.start(never, 50);
    expect(chain.state().status).to.not.equal("connected");
    node.faults.thaw();
    await until(
      (tell) => chain.onState(tell),
      () => chain.state().status === "connected",
    );
    await chain.stop();
    await node.stop();
  });

  it("is not lost when the neuron is told to stop: that is nothing to warn of", async () => {
    const { url } = await testNetwork();
    const logger = recordingLogger();
    const chain = new ChainClient(
      { clock: systemClock(), logger },
      { ...defaultChainTimes, endpoints: [url] },
    );
    const stopping = new AbortController();
    await chain.start(stopping.signal);
    stopping.abort();
    await until(
      (tell) => chain.onState(tell),
      () => chain.state().status === "lost",
    );
    await chain.stop();
    expect(logger.lines.filter(({ level }) => level === "warn")).to.deep.equal([]);
  });

  it("stops twice, and starts again", async () => {
    const { url } = await testNetwork();
    const chain = new ChainClient(
      { clock: systemClock(), logger: silentLogger() },
      { ...defaultChainTimes, endpoints: [url] },
    );
    await chain.start(never);
    await chain.stop();
    await chain.stop();
    expect(chain.state().status).to.equal("stopped");
    await chain.start(never);
    expect(chain.state().status).to.equal("connected");
    await chain.stop();
  });

  it("makes the storage keys and the calls' arguments of the vectors from the live metadata", async () => {
    const { chain } = await connectTestClient();
    const { runtime } = await chain.finalized();
    const keys = await readFixture("chain/storage-keys", z.record(z.string(), z.unknown()));
    const { query, tx } = runtime.api;
    const keyOf = (item: string, ...args: unknown[]) => query["subtensorModule"]?.[item]?.key(...args);
    const { netuid, hotkey } = keys;
    expect(keyOf("axons", netuid, hotkey)).to.equal(keys["Axons"]);
    expect(keyOf("uids", netuid, hotkey)).to.equal(keys["Uids"]);
    expect(keyOf("keys", netuid, 7)).to.equal(keys["Keys_uid7"]);
    expect(keyOf("owner", hotkey)).to.equal(keys["Owner"]);
    expect(keyOf("validatorPermit", netuid)).to.equal(keys["ValidatorPermit"]);
    const calls = await readFixture(
      "chain/call-bytes",
      z.looseObject({
        burned_register: z.object({ hex: z.string() }),
        set_weights: z.object({ hex: z.string() }),
      }),
    );
    // The first two bytes are indices, which differ between runtimes.
    const argumentsOf = (hex: string | undefined) => hex?.slice(6);
    const module = tx["subtensorModule"];
    expect(argumentsOf(module?.["burnedRegister"]?.(42, hotkey).method.toHex())).to.equal(
      argumentsOf(calls.burned_register.hex),
    );
    expect(
      argumentsOf(module?.["setWeights"]?.(42, [0, 3, 7], [65_535, 32_768, 1], 1_005_000).method.toHex()),
    ).to.equal(argumentsOf(calls.set_weights.hex));
  });
});
