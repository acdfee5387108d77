import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { replayEntryOf } from "../../../src/axon/auth/replay/entry.ts";
import { ReplayStore } from "../../../src/axon/auth/replay/store.ts";
import { recordingLogger } from "../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { Refusal } from "../../../src/protocol/refusal.ts";

const kills = 25;
const longestLifeMs = 60;
const numbersOfOneLife = 1_000_000;

describe(`${ReplayStore.name} in a process that is killed`, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });

  afterEach(async () => {
    await removeTempDir(directory);
  });

  it("never accepts again what it accepted, whenever it is killed", async () => {
    const accepted: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      accepted.push(...(await acceptUntilKilled(kill * numbersOfOneLife)));
      const { outcomes, levels } = await offerAgain(accepted);
      expect(outcomes.get("accepted"), `after kill ${kill}`).to.equal(undefined);
      expect(levels).to.deep.equal([]);
    }
    expect(accepted).to.have.length.above(kills);
  });

  /** Returns which requests the process said it had accepted before it was killed, at a moment of chance. */
  async function acceptUntilKilled(first: number): Promise<number[]> {
    const program = fileURLToPath(new URL("./replay-program.js", import.meta.url));
    const child = spawn(process.execPath, [program, directory, String(first)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const closed = once(child, "close");
    await Promise.race([once(child.stdout, "data"), closed]);
    await delay(Math.random() * longestLifeMs);
    child.kill("SIGKILL");
    await closed;
    // The last line may be torn, and its request was accepted all the same.
    const numbers = output.split("\n").slice(0, -1).map(Number);
    expect(numbers).to.deep.equal(numbers.map((_, index) => first + index));
    return numbers;
  }

  /** Offers every accepted request again to a store of the same directory, and counts what becomes of them. */
  async function offerAgain(
    accepted: readonly number[],
  ): Promise<{ outcomes: Map<string, number>; levels: string[] }> {
    const logger = recordingLogger();
    const store = new ReplayStore(
      { clock: new FakeClock(Date.now()), logger },
      {
        directory,
        caps: { maxAgeMs: 3, maxAheadMs: 2 },
        maxEntries: 10_000_000,
        machineStartedAtMs: Number.NEGATIVE_INFINITY,
      },
    );
    await store.start();
    const outcomes = new Map<string, number>();
    for (const number of accepted) {
      const outcome = offer(store, number);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    await store.stop();
    return { outcomes, levels: logger.lines.map(({ level }) => level) };
  }
});

function offer(store: ReplayStore, number: number): string {
  const claim = { scheme: "btauth", hotkey: "5Alice", replayKey: String(number) } as const;
  try {
    store.refuseKnown(replayEntryOf({ ...claim, sentAtMs: 10 ** 15 + number }));
    return "accepted";
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
}
