import { join } from "node:path";
import { expect } from "chai";
import { Metagraph } from "../../../src/chain/metagraph/metagraph.ts";
import { chooseSource, readSnapshot } from "../../../src/chain/metagraph/read-snapshot.ts";
import type { Snapshot, SnapshotSource } from "../../../src/chain/metagraph/snapshot.ts";
import type { MetagraphChange } from "../../../src/chain/metagraph/changes.ts";
import { announceAxon } from "../../../src/chain/axon/announce.ts";
import { announcedVersion } from "../../../src/chain/axon/announcement.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { connectTestClient, registeredHotkey, testNetwork, type TestClient } from "../../support/chain.ts";
import { codeOf } from "../../support/errors.ts";
import { until } from "../../support/until.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const never = new AbortController().signal;

describe("the metagraph of a chain", () => {
  let client: TestClient;
  let netuid: number;
  let directory: string;

  before(async function () {
    this.timeout(120_000);
    ({ netuid } = await testNetwork());
    client = await connectTestClient();
    directory = await makeTempDir();
  });

  after(() => removeTempDir(directory));

  it("has everybody on the subnet, whichever way it is read", async () => {
    const { hotkey, uid } = await registeredHotkey(client);
    const axon = { ip: "8.8.4.4", port: 8091, version: announcedVersion, protocol: 4 };
    await announceAxon(client, { netuid, signer: hotkey, axon });
    const view = await client.chain.finalized();
    const fromStorage = await readSnapshot(view, netuid, "storage");
    expect(fromStorage.neurons[uid]).to.deep.include({ uid, hotkey: hotkey.address });
    expect(fromStorage.neurons[uid]?.axon).to.deep.include(axon);
    expect(fromStorage.neurons.map((neuron) => neuron.uid)).to.deep.equal([...fromStorage.neurons.keys()]);
    const cheapest: SnapshotSource = chooseSource(view);
    expect(comparable(await readSnapshot(view, netuid, cheapest))).to.deep.equal(comparable(fromStorage));
  });

  it("refuses a subnet that is not there", async () => {
    expect(await codeOf(readSnapshot(await client.chain.finalized(), 65_000))).to.equal("SUBNET_NOT_FOUND");
    const metagraph = createMetagraph({ netuid: 65_000, file: "nowhere.json" });
    expect(await codeOf(metagraph.start(never))).to.equal("SUBNET_NOT_FOUND");
  });

  it("tells of a registration when it is read again", async () => {
    const metagraph = createMetagraph();
    await metagraph.start(never);
    const heard: MetagraphChange[] = [];
    metagraph.onChange((changes) => heard.push(...changes));
    const { hotkey, uid } = await registeredHotkey(client);
    expect(metagraph.find(hotkey.address)).to.equal(undefined);
    await metagraph.refresh();
    expect(metagraph.find(hotkey.address)?.uid).to.equal(uid);
    expect(heard).to.deep.include({ kind: "registered", hotkey: hotkey.address, uid });
    await metagraph.stop();
  });

  it("knows after a restart without a chain who was there before", async () => {
    const first = createMetagraph();
    await first.start(never);
    await first.stop();
    const { chain } = await connectTestClient();
    await chain.stop();
    const second = createMetagraph({ chain });
    await second.start(never);
    expect(second.snapshot()).to.deep.equal(first.snapshot());
    expect(second.lastError()?.code).to.equal("CHAIN_UNAVAILABLE");
    await second.stop();
  });

  it("is read again at the next block after the clock was set back", async () => {
    let offsetMs = 0;
    const clock = { ...systemClock(), now: () => Date.now() + offsetMs };
    const { chain, logger } = client;
    const file = join(directory, "set-back.json");
    const settings = { netuid, refreshMs: 600_000, retryMs: 600_000, file };
    const metagraph = new Metagraph({ chain, clock, logger }, settings);
    await metagraph.start(never);
    const { block = 0 } = metagraph.snapshot() ?? {};
    offsetMs = -3_600_000;
    await until(
      (tell) => chain.onHead(tell),
      () => (metagraph.snapshot()?.block ?? 0) > block,
    );
    await metagraph.stop();
  });

  function createMetagraph({
    chain = client.chain,
    file = "metagraph.json",
    ...overrides
  }: { chain?: TestClient["chain"]; netuid?: number; file?: string } = {}): Metagraph {
    return new Metagraph(
      { chain, clock: systemClock(), logger: client.logger },
      { netuid, refreshMs: 600_000, retryMs: 600_000, ...overrides, file: join(directory, file) },
    );
  }
});

function comparable({ block, neurons }: Snapshot) {
  return { block, neurons };
}
