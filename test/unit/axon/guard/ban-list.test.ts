import { expect } from "chai";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { banFileName, renderBan, type Ban, type Subject } from "../../../../src/axon/guard/ban.ts";
import { readBans, removeBan, saveBan } from "../../../../src/axon/guard/ban-files.ts";
import { BanList } from "../../../../src/axon/guard/ban-list.ts";
import { codeOf } from "../../../support/errors.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { recordingLogger, type RecordingLogger } from "../../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

const hour = 3_600_000;

describe(BanList.name, () => {
  let directory: string;
  let logger: RecordingLogger;
  let clock: FakeClock;

  beforeEach(async () => {
    directory = join(await makeTempDir(), "bans");
    logger = recordingLogger();
    clock = new FakeClock();
  });

  afterEach(async () => {
    await removeTempDir(join(directory, ".."));
  });

  it("bans at once and still after a restart, until the time is over", async () => {
    const list = await createList();
    list.add(createBan({ name: "203.0.113.9" }));
    list.add(createBan({ name: "203.0.113.10", untilMs: clock.now() + hour }));
    expect(list.isBanned("ip", "203.0.113.9", clock.now())).to.equal(true);
    await list.settle();

    const restarted = await createList();
    expect(restarted.isBanned("ip", "203.0.113.9", clock.now())).to.equal(true);
    expect(restarted.isBanned("ip", "203.0.113.10", clock.now() + hour - 1)).to.equal(true);
    expect(restarted.isBanned("ip", "203.0.113.10", clock.now() + hour)).to.equal(false);
    expect(restarted.isBanned("hotkey", "203.0.113.9", clock.now())).to.equal(false);
  });

  it("follows what another process lifts, adds and replaces", async () => {
    const lifted: Subject[] = [];
    const list = await createList({ onLifted: (subject) => lifted.push(subject) });
    list.add(createBan({ name: "203.0.113.9" }));
    await list.settle();
    await removeBan(directory, { kind: "ip", name: "203.0.113.9" });
    await saveBan(directory, createBan({ name: "203.0.113.10", untilMs: clock.now() + hour }));
    await list.sync();
    expect(list.isBanned("ip", "203.0.113.9", clock.now())).to.equal(false);
    expect(lifted.map(({ name }) => name)).to.deep.equal(["203.0.113.9"]);
    expect(list.isBanned("ip", "203.0.113.10", clock.now())).to.equal(true);

    await saveBan(directory, createBan({ name: "203.0.113.10" }));
    await list.sync();
    expect(list.isBanned("ip", "203.0.113.10", clock.now() + hour)).to.equal(true);
  });

  it("never takes a ban for lifted that is still being written", async () => {
    const list = await createList();
    const names = Array.from({ length: 50 }, (_, place) => `203.0.113.${place}`);
    const syncs = names.map((name) => {
      list.add(createBan({ name }));
      return list.sync();
    });
    await Promise.all(syncs);
    expect(names.filter((name) => list.isBanned("ip", name, clock.now()))).to.deep.equal(names);
    expect((await readBans(directory)).bans).to.have.length(50);
  });

  it("leaves out files that hold no ban, by name and once, and keeps the others", async () => {
    await saveBan(directory, createBan({ name: "203.0.113.9" }));
    await writeFile(join(directory, "ip-203.0.113.10.json"), '{"format":1,"kind":"ip"');
    await writeFile(join(directory, "ip-203.0.113.11.json"), renderBan(createBan({ name: "203.0.113.12" })));
    const list = await createList();
    await list.sync();
    await list.sync();
    expect(list.count("ip", clock.now())).to.equal(1);
    expect(logger.lines.map(({ fields }) => fields["file"])).to.deep.equal([
      "ip-203.0.113.10.json",
      "ip-203.0.113.11.json",
    ]);
  });

  it("clears away what a killed write has left, but no write of now", async () => {
    await mkdir(directory);
    const [old, young] = ["ip-203.0.113.9.json.1.tmp", "ip-203.0.113.9.json.2.tmp"];
    for (const file of [old, young]) await writeFile(join(directory, file), "half");
    await utimes(join(directory, old), 0, 0);
    const list = await createList();
    expect(list.count("ip", clock.now())).to.equal(0);
    expect(await readdir(directory)).to.deep.equal([young]);
  });

  it("removes the files of bans that are over", async () => {
    const list = await createList();
    list.add(createBan({ name: "203.0.113.9", untilMs: clock.now() + hour }));
    await list.settle();
    await clock.tick(hour);
    await list.sync();
    await list.settle();
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it("keeps so many bans: the oldest for a time go first, an operator's last", async () => {
    const list = await createList({ mostBans: 3 });
    list.add(createBan({ name: "operator", by: "operator", bannedAtMs: 1 }));
    list.add(createBan({ name: "for good", bannedAtMs: 2 }));
    list.add(createBan({ name: "for a time", bannedAtMs: 4, untilMs: clock.now() + hour }));
    list.add(createBan({ name: "for a time, older", bannedAtMs: 3, untilMs: clock.now() + hour }));
    list.add(createBan({ name: "for good, newer", bannedAtMs: 5 }));
    list.add(createBan({ name: "for good, newest", bannedAtMs: 6 }));
    await list.settle();
    await list.sync();
    await list.settle();
    const kept = ["operator", "for good, newer", "for good, newest"];
    expect(kept.filter((name) => list.isBanned("ip", name, clock.now()))).to.deep.equal(kept);
    expect((await readBans(directory)).bans.map(({ name }) => name)).to.have.members(kept);
    expect(logger.lines.filter(({ level }) => level === "warn")).to.have.length(3);
  });

  it("bans on while there is no directory, says so once, and catches up", async () => {
    const list = await createList();
    await removeTempDir(directory);
    await writeFile(directory, "in the way");
    list.add(createBan({ name: "203.0.113.9" }));
    await list.sync();
    expect(list.isBanned("ip", "203.0.113.9", clock.now())).to.equal(true);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["error"]);
    await removeTempDir(directory);
    await list.sync();
    expect(await readdir(directory)).to.deep.equal(["ip-203.0.113.9.json"]);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["error", "info"]);
  });

  it("does not start where the directory cannot be made", async () => {
    await writeFile(directory, "in the way");
    expect(await codeOf(createList())).to.equal("CONFIG_INVALID");
  });

  it("names every file after its ban", async () => {
    const ban = createBan({ name: "2001:db8:0:7::/64" });
    await saveBan(directory, ban);
    expect(await readdir(directory)).to.deep.equal([banFileName(ban)]);
    expect(await removeBan(directory, ban)).to.equal(true);
    expect(await removeBan(directory, ban)).to.equal(false);
  });

  async function createList({
    mostBans = 100,
    onLifted = () => undefined,
  }: { mostBans?: number; onLifted?: (subject: Subject) => void } = {}): Promise<BanList> {
    const list = new BanList({ clock, logger, onLifted }, { directory, mostBans });
    await list.load();
    return list;
  }
});

function createBan(overrides: Partial<Ban>): Ban {
  return {
    kind: "ip",
    name: "203.0.113.9",
    reason: "bad_signature",
    by: "guard",
    bannedAtMs: Date.UTC(2025, 7, 1),
    untilMs: undefined,
    ...overrides,
  };
}
