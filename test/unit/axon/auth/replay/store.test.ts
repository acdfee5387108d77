import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { replayEntryOf, type ReplayEntry } from "../../../../../src/axon/auth/replay/entry.ts";
import { entryBytes, headerBytes } from "../../../../../src/axon/auth/replay/format.ts";
import { ReplayStore, type ReplayStoreSettings } from "../../../../../src/axon/auth/replay/store.ts";
import { codeOf } from "../../../../support/errors.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { recordingLogger, type RecordingLogger } from "../../../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../../../support/temp-dir.ts";
import { nowMs, reasonOf } from "../signed-requests.ts";

describe(ReplayStore.name, () => {
  let directory: string;
  let clock: FakeClock;
  let logger: RecordingLogger;
  const open: ReplayStore[] = [];

  beforeEach(async () => {
    directory = await makeTempDir();
    clock = new FakeClock(nowMs);
    logger = recordingLogger();
  });

  afterEach(async () => {
    for (const store of open.splice(0)) await store.stop();
    await removeTempDir(directory);
  });

  it("accepts each request once, in any order", async () => {
    const store = await startStore();
    for (const number of [3, 1, 2]) expect(remember(store, entryOf(number))).to.equal(undefined);
    for (const number of [1, 2, 3]) expect(remember(store, entryOf(number))).to.equal("replayed");
    expect(store.size).to.equal(3);
  });

  it("knows them after a restart, and after one that nobody announced", async () => {
    const killed = await startStore();
    expect(remember(killed, entryOf(1))).to.equal(undefined);
    const second = await startStore();
    expect(remember(second, entryOf(1))).to.equal("replayed");
    expect(remember(second, entryOf(2))).to.equal(undefined);
    await second.stop();
    const third = await startStore();
    for (const number of [1, 2]) expect(remember(third, entryOf(number))).to.equal("replayed");
    expect(logger.lines).to.deep.equal([]);
  });

  it("refuses before it was started and after it was stopped", async () => {
    const store = createStore();
    expect(remember(store, entryOf(1))).to.equal("replay_unknown");
    await store.start();
    await store.stop();
    await store.stop();
    expect(remember(store, entryOf(1))).to.equal("replay_unknown");
  });

  it("forgets what is stale, in memory and on disk, however long it runs", async () => {
    const store = await startStore();
    for (let second = 0; second < 1_000; second += 10) {
      expect(remember(store, entryOf(second, clock.now()))).to.equal(undefined);
      await clock.tick(10_000);
      expect(store.size).to.be.at.most(2 * Math.ceil(retentionMs / 10_000));
      expect(await diskBytes()).to.be.at.most(2 * headerBytes + store.size * entryBytes);
    }
  });

  it("never accepts a request twice, whatever the clock does", async () => {
    const steps = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -200_000, max: 200_000 })), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (chosen) => {
        const store = await startStore();
        const accepted = new Set<string>();
        for (const [number, jumpMs] of chosen) {
          await clock.tick(jumpMs);
          const entry = entryOf(number, nowMs + number * 10_000);
          const ageMs = clock.now() - entry.sentAtMs;
          const isFresh = ageMs < caps.maxAgeMs && -ageMs <= caps.maxAheadMs;
          if (!isFresh || remember(store, entry) !== undefined) continue;
          expect(accepted.has(entry.key)).to.equal(false);
          accepted.add(entry.key);
        }
        await store.stop();
        await rm(directory, { recursive: true });
      }),
      { numRuns: 200 },
    );
    await mkdir(directory, { recursive: true });
  });

  it("refuses, after the clock was ahead for a while, what it may have forgotten", async () => {
    const store = await startStore();
    expect(remember(store, entryOf(1))).to.equal(undefined);
    for (const number of [2, 3]) {
      await clock.tick(3_600_000);
      expect(remember(store, entryOf(number, clock.now()))).to.equal(undefined);
    }
    await clock.tick(-7_200_000);
    expect(remember(store, entryOf(1))).to.equal("replay_unknown");
    const restarted = await startStore();
    expect(remember(restarted, entryOf(1))).to.equal("replay_unknown");
  });

  it("refuses when it is full, until something is stale", async () => {
    const store = await startStore({ maxEntries: 3 });
    for (const number of [1, 2, 3]) expect(remember(store, entryOf(number))).to.equal(undefined);
    for (const number of [4, 5]) expect(remember(store, entryOf(number))).to.equal("replay_unknown");
    expect(remember(store, entryOf(1))).to.equal("replayed");
    for (const number of [6, 7]) {
      await clock.tick(retentionMs);
      remember(store, entryOf(number, clock.now()));
    }
    expect(remember(store, entryOf(8, clock.now()))).to.equal(undefined);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["error", "info"]);
  });

  it("accepts each request once while the disk is full, says so once, and writes again when there is room", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const store = await startStore();
    const next = join(directory, `${await nextNumber()}.replays`);
    await symlink("/dev/full", next);
    await clock.tick(retentionMs);
    for (const number of [1, 2]) expect(remember(store, entryOf(number, clock.now()))).to.equal(undefined);
    for (const number of [1, 2]) expect(remember(store, entryOf(number, clock.now()))).to.equal("replayed");
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn"]);
    await rm(next);
    expect(remember(store, entryOf(3, clock.now()))).to.equal(undefined);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn", "info"]);
    const restarted = await startStore();
    expect(remember(restarted, entryOf(3, clock.now()))).to.equal("replayed");
  });

  it("refuses after a restart what a full disk did not take, and nothing that was signed later", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const killed = await startStore();
    const next = join(directory, `${await nextNumber()}.replays`);
    await symlink("/dev/full", next);
    await clock.tick(retentionMs);
    expect(remember(killed, entryOf(1, clock.now()))).to.equal(undefined);
    await rm(next);
    const restarted = await startStore();
    expect(remember(restarted, entryOf(1, clock.now()))).to.equal("replay_unknown");
    expect(remember(restarted, entryOf(2, clock.now() + 1))).to.equal(undefined);
  });

  it("ignores a torn last entry: it was not accepted yet", async () => {
    const store = await startStore();
    for (const number of [1, 2]) expect(remember(store, entryOf(number))).to.equal(undefined);
    const journal = await newestJournal();
    await truncate(journal, headerBytes + 2 * entryBytes - 1);
    const restarted = await startStore();
    expect(remember(restarted, entryOf(1))).to.equal("replayed");
    expect(remember(restarted, entryOf(2))).to.equal(undefined);
    expect(logger.lines).to.deep.equal([]);
  });

  it("refuses, after a journal was damaged, all that was signed before, also after another restart", async () => {
    const store = await startStore();
    for (const number of [1, 2]) expect(remember(store, entryOf(number))).to.equal(undefined);
    const journal = await newestJournal();
    const bytes = await readFile(journal);
    await writeFile(journal, bytes.fill(0xff, headerBytes, headerBytes + entryBytes));
    for (let restart = 0; restart < 2; restart++) {
      const restarted = await startStore();
      expect(remember(restarted, entryOf(1))).to.equal("replay_unknown");
      expect(remember(restarted, entryOf(2))).to.equal("replayed");
      expect(remember(restarted, entryOf(3, nowMs + caps.maxAheadMs))).to.equal("replay_unknown");
    }
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn"]);
    await clock.tick(caps.maxAheadMs + 1);
    const later = await startStore();
    expect(remember(later, entryOf(4, clock.now()))).to.equal(undefined);
  });

  it("refuses what was signed before the start when the machine died: not all may be on disk", async () => {
    expect(remember(await startStore(), entryOf(1))).to.equal(undefined);
    const restarted = await startStore({ machineStartedAtMs: Number.POSITIVE_INFINITY });
    expect(remember(restarted, entryOf(2))).to.equal("replay_unknown");
    expect(remember(restarted, entryOf(3, nowMs + caps.maxAheadMs + 1))).to.equal(undefined);
  });

  it("tells by the machine's own word whether it died, whatever the clock says since", async () => {
    expect(remember(await startStore({ bootId: "first" }), entryOf(1))).to.equal(undefined);
    const clockWasAhead = { bootId: "first", machineStartedAtMs: Number.POSITIVE_INFINITY };
    expect(remember(await startStore(clockWasAhead), entryOf(2))).to.equal(undefined);
    expect(remember(await startStore({ bootId: "second" }), entryOf(3))).to.equal("replay_unknown");
    expect(
      remember(await startStore({ bootId: "second" }), entryOf(4, nowMs + caps.maxAheadMs + 1)),
    ).to.equal(undefined);
  });

  it("does not read a journal that cannot be one", async () => {
    await writeFile(join(directory, "7.replays"), Buffer.alloc(headerBytes + 4 * entryBytes));
    const store = await startStore({ maxEntries: 3 });
    expect(remember(store, entryOf(1))).to.equal("replay_unknown");
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["warn"]);
  });

  it("does not start where it cannot write", async () => {
    await writeFile(join(directory, "file"), "");
    const store = createStore({ directory: join(directory, "file") });
    expect(await codeOf(store.start())).to.equal("CONFIG_INVALID");
  });

  function createStore(overrides: Partial<ReplayStoreSettings> = {}): ReplayStore {
    const machineStartedAtMs = Number.NEGATIVE_INFINITY;
    const settings = { directory, caps, maxEntries: 1_000, machineStartedAtMs, ...overrides };
    return new ReplayStore({ clock, logger }, settings);
  }

  async function startStore(overrides: Partial<ReplayStoreSettings> = {}): Promise<ReplayStore> {
    const store = createStore(overrides);
    await store.start();
    open.push(store);
    return store;
  }

  async function journals(): Promise<string[]> {
    const numbers = (await readdir(directory)).map((name) => Number.parseInt(name, 10));
    return numbers.sort((one, other) => one - other).map((number) => join(directory, `${number}.replays`));
  }

  async function newestJournal(): Promise<string> {
    return (await journals()).at(-1) ?? expect.fail("no journal");
  }

  async function nextNumber(): Promise<number> {
    return Math.max(...(await readdir(directory)).map((name) => Number.parseInt(name, 10))) + 1;
  }

  async function diskBytes(): Promise<number> {
    const sizes = await Promise.all((await journals()).map(async (path) => (await stat(path)).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }
});

const caps = { maxAgeMs: 64_000, maxAheadMs: 5_000 };
const retentionMs = 70_000;

function entryOf(number: number, sentAtMs = nowMs): ReplayEntry {
  return replayEntryOf({ scheme: "btauth", hotkey: "5Alice", replayKey: String(number), sentAtMs });
}

function remember(store: ReplayStore, entry: ReplayEntry): string | undefined {
  return reasonOf(() => store.remember(entry));
}
