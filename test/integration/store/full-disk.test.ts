import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { systemClock, type Clock } from "../../../src/lib/clock.ts";
import { fillReserve } from "../../../src/lib/disk-reserve.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { Engine } from "../../../src/store/engine/engine.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { codeOf } from "../../support/errors.ts";
import { testEngineMemoryBytes, testLimits } from "../../support/engine.ts";
import { mountSmallDisk, type SmallDisk } from "../../support/small-disk.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const never = new AbortController().signal;
const network = "torus";

describe("a store on a full disk", function () {
  this.timeout(60_000);
  let root: string;
  let disk: SmallDisk | undefined;
  let store: Store;
  before(async function () {
    root = await makeTempDir();
    disk = await mountSmallDisk(join(root, "data"));
    // Mounting takes root.
    if (disk === undefined) this.skip();
    store = openStore(
      {
        dataDir: join(root, "data"),
        engineMaxMemoryBytes: testEngineMemoryBytes,
        limits: testLimits,
        networks: [{ network, database: "torus_db" }],
      },
      { clock: systemClock(), logger: silentLogger() },
    );
    await store.start(never);
    await fillReserve(join(root, "data"));
    await disk.fill();
  });
  after(async () => {
    await disk?.free();
    if (disk !== undefined) await store.stop();
    await disk?.dispose();
    await removeTempDir(root);
  });

  it("answers rows, a few and many", async () => {
    const row = z.object({ number: z.number() });
    for (const count of [1, 100_000]) {
      const rows = await store.database(network).rows(row, `SELECT number FROM numbers(${count})`);
      expect(rows).to.have.length(count);
    }
  });

  it("takes no row for written that is not", async () => {
    const database = store.database(network);
    const row = { publication_id: "full", processing_date: "2025-08-01", alert_id: "a", score: 1 };
    const inserting = database.insertRows("alert_scores", [row]);
    expect(await codeOf(inserting)).to.equal("STORE_QUERY_FAILED");
    const large = `INSERT INTO alert_scores (publication_id, alert_id) SELECT 'full', toString(number) FROM numbers(10000)`;
    expect(await codeOf(database.command(large))).to.equal("STORE_QUERY_FAILED");
  });

  it("brings a killed engine back, as often as its reserve has a step", async () => {
    const row = z.object({ number: z.number() });
    for (let kill = 1; kill <= 3; kill += 1) {
      const { pid } = (await store.engine?.findStatus()) ?? {};
      if (pid === undefined) throw new Error("No engine runs");
      process.kill(pid, "SIGKILL");
      await disk?.fill();
      const rows = await store.database(network).rows(row, "SELECT number FROM numbers(1)");
      expect(rows).to.have.length(1);
      expect((await store.engine?.findStatus())?.pid).to.not.equal(pid);
    }
  });
});

describe("an engine that cannot write its port", function () {
  this.timeout(30_000);
  let root: string;
  let dataDir: string;
  let disk: SmallDisk | undefined;
  beforeEach(async function () {
    root = await makeTempDir();
    dataDir = join(root, "data");
    disk = await mountSmallDisk(dataDir);
    if (disk === undefined) this.skip();
  });
  afterEach(async () => {
    await disk?.dispose();
    await removeTempDir(root);
  });

  it("has failed at once", async () => {
    await disk?.fill(roomForConfiguration);
    const engine = createEngine(dataDir);
    expect(await codeOf(engine.start(never))).to.equal("ENGINE_FAILED");
  });

  it("is started once more where its disk was filled after it was given room, and there is a reserve", async () => {
    await fillReserve(dataDir);
    const engine = createEngine(
      dataDir,
      atFirstSleep(() => disk?.fill()),
    );
    await engine.start(never);
    expect(await engine.findStatus()).to.have.property("pid");
    await engine.stop();
  });
});

function createEngine(dataDir: string, clock: Clock = systemClock()): Engine {
  return new Engine({ clock, logger: silentLogger() }, { dataDir, maxMemoryBytes: testEngineMemoryBytes });
}

/** A start sleeps first when its engine has been given its directory, and has yet to write there. */
function atFirstSleep(happens: () => Promise<void> | undefined): Clock {
  const clock = systemClock();
  let happening: Promise<void> | undefined;
  return {
    ...clock,
    sleep: async (durationMs, signal) => {
      await (happening ??= happens());
      await clock.sleep(durationMs, signal);
    },
  };
}

/** Two pages: for its two files of configuration, and for nothing of the engine. */
const roomForConfiguration = 2 * 4_096;
