import { join } from "node:path";
import { expect } from "chai";
import type { MetagraphChange } from "../../../src/chain/metagraph/changes.ts";
import { Metagraph } from "../../../src/chain/metagraph/metagraph.ts";
import { isRegistered } from "../../../src/chain/registration/registered.ts";
import type { DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { connectTestClient, freshSigner, type TestClient } from "../../support/chain.ts";
import { startTestChain } from "../../support/devnet.ts";
import { codeOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

const netuid = 46;
const never = new AbortController().signal;
const first = freshSigner().address;
const second = freshSigner().address;
const third = freshSigner().address;
const coldkey = freshSigner().address;

describe(Metagraph.name, () => {
  let standIn: DevChain;
  let client: TestClient;
  let metagraph: Metagraph;
  let clock: FakeClock;
  let directory: string;
  let heard: MetagraphChange[];

  beforeEach(async () => {
    directory = await makeTempDir();
    standIn = await startTestChain({ runtime: "assembled-425", subnets: [{ netuid }] });
    for (const hotkey of [first, second]) standIn.register({ netuid, hotkey, coldkey });
    await standIn.seal();
    client = await connectTestClient({ endpoints: [standIn.url] });
    clock = new FakeClock();
    const { chain, logger } = client;
    metagraph = new Metagraph(
      { chain, clock, logger },
      { netuid, file: join(directory, "metagraph.json"), refreshMs: 60_000, retryMs: 10_000 },
    );
    await metagraph.start(never);
    heard = [];
    metagraph.onChange((changes) => heard.push(...changes));
  });

  afterEach(async () => {
    await metagraph.stop();
    await client.chain.stop();
    await standIn.stop();
    await removeTempDir(directory);
  });

  it("names a deregistration, and the new number of who comes after", async () => {
    standIn.deregister(netuid, first);
    await refreshAtNextBlock();
    expect(heard).to.deep.equal([
      { kind: "deregistered", hotkey: first, uid: 0, replacedBy: second },
      { kind: "renumbered", hotkey: second, from: 1, to: 0 },
    ]);
    expect(metagraph.find(first)).to.equal(undefined);
  });

  it("names a hotkey swap", async () => {
    standIn.swapHotkey(second, third);
    await refreshAtNextBlock();
    expect(heard).to.deep.equal([{ kind: "hotkey-swapped", uid: 1, from: second, to: third }]);
  });

  it("names a dissolved subnet, on which nobody is left", async () => {
    standIn.dissolve(netuid);
    await standIn.seal();
    expect(await codeOf(metagraph.refresh())).to.equal("SUBNET_NOT_FOUND");
    expect(heard).to.deep.equal([{ kind: "dissolved", netuid }]);
    expect(metagraph.snapshot()?.neurons).to.deep.equal([]);
    expect(await codeOf(metagraph.refresh())).to.equal("SUBNET_NOT_FOUND");
    expect(heard).to.have.lengthOf(1);
  });

  it("keeps everybody while the chain cannot be asked", async () => {
    await client.chain.stop();
    expect(await codeOf(metagraph.refresh())).to.equal("CHAIN_UNAVAILABLE");
    await clock.tick(30_000);
    expect(metagraph.find(first)?.uid).to.equal(0);
    expect(metagraph.ageMs()).to.equal(30_000);
    expect(heard).to.deep.equal([]);
  });

  it("is as old as it is, whatever the clock is set to", async () => {
    await clock.tick(30_000);
    for (const offsetMs of [3_600_000, -7_200_000]) {
      clock.setBy(offsetMs);
      expect(metagraph.ageMs()).to.equal(30_000);
    }
  });

  it("reads anew with a head that comes when it is due, and not before", async () => {
    standIn.deregister(netuid, first);
    await nextHead();
    expect(metagraph.find(first)).not.to.equal(undefined);
    await clock.tick(9_999); // No sleep ends yet, so only a head can be the reason.
    for (let passed = 9_999; passed < 60_000; passed += 9_999) await clock.tick(9_999);
    await nextHead();
    await until(
      (tell) => metagraph.onChange(tell),
      () => metagraph.find(first) === undefined,
    );
  });

  it("does not believe a node that is behind what was final", async () => {
    await standIn.seal(5);
    await until(
      (tell) => client.chain.onHead(tell),
      () => client.chain.state().head?.number === standIn.finalized.number,
    );
    const height = standIn.finalized.number;
    standIn.faults.reorganise(1);
    standIn.deregister(netuid, first);
    await standIn.seal();
    const membership = { netuid, hotkey: first };
    expect(standIn.finalized.number).to.be.below(height);
    expect(await isRegistered(client.chain, membership)).to.have.property("status", "unknown");
    await standIn.seal(5);
    expect(await isRegistered(client.chain, membership)).to.have.property("status", "absent");
  });

  async function refreshAtNextBlock(): Promise<void> {
    await standIn.seal();
    await metagraph.refresh();
  }

  async function nextHead(): Promise<void> {
    const { number } = await standIn.seal();
    await until(
      (tell) => client.chain.onHead(tell),
      () => (client.chain.state().head?.number ?? 0) >= number,
    );
  }
});
