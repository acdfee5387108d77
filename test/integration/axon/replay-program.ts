/**
 * Accepts requests in a process that a test kills: `node replay-program.js <directory> <first>`. Prints the number of
 * each request after it was accepted, from the first on, for as long as it lives.
 */
import { writeSync } from "node:fs";
import { replayEntryOf } from "../../../src/axon/auth/replay/entry.ts";
import { ReplayStore } from "../../../src/axon/auth/replay/store.ts";
import { silentLogger } from "../../../src/lib/logger.ts";

const [directory = "", first = "0"] = process.argv.slice(2);

// On a clock that runs a thousand times as fast, journals are changed about once a millisecond.
const startedAtMs = Date.now();
const clock = { now: () => startedAtMs + performance.now() * 1_000 };
const caps = { maxAgeMs: 3, maxAheadMs: 2 };
const tooLong = 10 ** 15;
const store = new ReplayStore(
  { clock, logger: silentLogger() },
  { directory, caps, maxEntries: 10_000_000, machineStartedAtMs: Number.NEGATIVE_INFINITY },
);
await store.start();
for (let number = Number(first); ; number++) {
  // Sent in the far future: fresh for ever, so that the next process must know it or refuse it.
  const claim = { scheme: "btauth", hotkey: "5Alice", replayKey: String(number) } as const;
  store.remember(replayEntryOf({ ...claim, sentAtMs: tooLong + number }));
  writeSync(1, `${number}\n`);
}
