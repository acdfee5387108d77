import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { run, type ProgramRun } from "../../support/shell.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const hotkey = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

const listing = z.object({
  bans: z.array(z.object({ name: z.string(), until: z.string().nullable(), reason: z.string() })),
  unreadable: z.array(z.string()),
});

describe("neuron bans", () => {
  let home: string;
  beforeEach(async () => (home = await makeTempDir()));
  afterEach(() => removeTempDir(home));

  const bans = (...line: string[]): Promise<ProgramRun> => run(["bans", ...line], { workingDirectory: home });

  it("knows of nobody before anybody was banned", async () => {
    expect(await bans("list")).to.include({ exitCode: 0, stdout: "Nobody is banned\n" });
  });

  it("adds, lists and lifts", async () => {
    expect((await bans("add", hotkey, "--reason", "Took our scores")).exitCode).to.equal(0);
    expect((await bans("add", "203.0.113.9", "--for", "24h")).exitCode).to.equal(0);
    expect((await list()).bans).to.deep.equal([
      { name: hotkey, until: null, reason: "Took our scores" },
      { name: "203.0.113.9", until: "2025-08-02T00:00:00.000Z", reason: "Banned by hand" },
    ]);
    expect((await bans("list")).stdout).to.equal(
      `hotkey ${hotkey}  for good  by operator: Took our scores\n` +
        "ip 203.0.113.9  until 2025-08-02T00:00:00.000Z  by operator: Banned by hand\n",
    );
    expect(await bans("lift", hotkey)).to.include({ exitCode: 0, stdout: `${hotkey} is let in again\n` });
    expect((await list()).bans.map(({ name }) => name)).to.deep.equal(["203.0.113.9"]);
  });

  it("replaces an older ban of the same subject, whichever way it is written", async () => {
    await bans("add", "2001:db8::1");
    await bans("add", "2001:DB8:0::ffff", "--for", "7d");
    const [ban, ...more] = (await list()).bans;
    expect(more).to.deep.equal([]);
    expect(ban).to.include({ name: "2001:db8:0:0::/64", until: "2025-08-08T00:00:00.000Z" });
    const { stdout } = await bans("lift", "2001:db8:0:0::/64", "--json");
    expect(JSON.parse(stdout)).to.deep.equal({ kind: "ip", name: "2001:db8:0:0::/64", lifted: true });
  });

  it("says so when there was nothing to lift, and that is no error", async () => {
    expect(await bans("lift", "203.0.113.9")).to.include({
      exitCode: 0,
      stdout: "203.0.113.9 was not banned\n",
    });
  });

  it("names files that hold no ban", async () => {
    await bans("add", "203.0.113.9");
    await writeFile(join(home, "data", "bans", "ip-203.0.113.10.json"), "{");
    expect((await list()).unreadable).to.deep.equal(["ip-203.0.113.10.json"]);
    expect((await bans("list")).stdout).to.contain("ip-203.0.113.10.json");
    expect((await bans("lift", "203.0.113.10")).exitCode).to.equal(0);
    expect((await list()).unreadable).to.deep.equal([]);
  });

  for (const line of [
    ["add"],
    ["add", "nobody"],
    ["add", "203.0.113.9", "203.0.113.10"],
    ["add", "203.0.113.0/24"],
    ["add", `${hotkey.slice(0, -1)}Z`],
    ["add", "203.0.113.9", "--for", "soon"],
    ["add", "203.0.113.9", "--for", "0h"],
    ["add", "203.0.113.9", "--reason", "x".repeat(256)],
    ["lift", "../../etc/passwd"],
  ]) {
    it(`refuses: ${line.join(" ").slice(0, 60)}`, async () => {
      expect((await bans(...line)).exitCode).to.equal(64);
      expect((await list()).bans).to.deep.equal([]);
    });
  }

  async function list(): Promise<z.infer<typeof listing>> {
    return listing.parse(JSON.parse((await bans("list", "--json")).stdout));
  }
});
