import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { banFileName } from "../../../src/axon/guard/ban.ts";
import { readBans, saveBan } from "../../../src/axon/guard/ban-files.ts";
import { stop } from "../../support/cli.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const rounds = 8;
const bansBeforeTheKill = 5;

describe(saveBan.name, () => {
  let directory: string;
  beforeEach(async () => (directory = await makeTempDir()));
  afterEach(() => removeTempDir(directory));

  it("leaves whole bans only, and all that were saved, when the process is killed at any moment", async () => {
    for (let round = 0; round < rounds; round++) {
      const saved = await banUntilKilled(directory, round);
      const { bans, unreadable } = await readBans(directory);
      expect(unreadable).to.deep.equal([]);
      expect(bans.map(banFileName)).to.include.members(saved);
    }
  });
});

/** Returns the files that the killed process had reported as saved. */
async function banUntilKilled(directory: string, round: number): Promise<string[]> {
  const child = startBanning(directory, round);
  const saved: string[] = [];
  try {
    const lines = createInterface({ input: child.stdout ?? expect.fail("no output") });
    for await (const line of lines) {
      if (saved.push(line) === bansBeforeTheKill + round) child.kill("SIGKILL");
    }
    if (child.signalCode === null) await once(child, "exit");
    expect(child.signalCode).to.equal("SIGKILL");
  } finally {
    await stop(child, "SIGKILL");
  }
  return saved;
}

/** Bans one address after the other, each twice, and reports the name of each file once it is saved. */
function startBanning(directory: string, round: number): ChildProcess {
  const program = `
    const { saveBan } = await import(${JSON.stringify(new URL("../../../src/axon/guard/ban-files.js", import.meta.url))});
    for (let count = 0; ; count++) {
      const name = "10.0.${round}." + (count >> 1);
      await saveBan(${JSON.stringify(directory)}, {
        kind: "ip", name, reason: "x".repeat(255), by: "guard", bannedAtMs: count,
      });
      console.log("ip-" + name + ".json");
    }`;
  return spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}
