import { join } from "node:path";
import { silentProgress } from "../../src/lib/progress.ts";
import { makeWorld } from "../../src/devnet/world/make-world.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { backtestOf, promises, summary, verdict } from "./quality.ts";

/**
 * Walks through the history of the project's own world and of the directories given as arguments or in
 * QUALITY_SOURCES (with colons), and prints a line of JSON for each promise; exit code 1 when one is broken.
 */
const network = "torus";
const windowDays = 195;
/** Thirty days apart, so that each date but the last has the one by which validators grade it. */
const dates = [
  "2025-06-02",
  "2025-07-02",
  "2025-08-01",
  "2025-08-31",
  "2025-09-30",
  "2025-10-30",
  "2025-11-29",
];
const ownWorld = { dates, addresses: 3_000, seed: 11, labelShare: 0.1, metaForm: "exporter" } as const;

const given = [...process.argv.slice(2), ...(process.env["QUALITY_SOURCES"] ?? "").split(":")].filter(
  (directory) => directory !== "",
);
const scratch = await makeTempDir();
try {
  const directory = join(scratch, "world");
  await makeWorld(
    { directory, network, windowDays, ...ownWorld },
    { signal: new AbortController().signal, progress: silentProgress() },
  );
  await report("own", directory);
  for (const source of given) await report(source, source);
} finally {
  await removeTempDir(scratch);
}

async function report(world: string, directory: string): Promise<void> {
  const result = await backtestOf({ directory, network, windowDays }, join(scratch, "data"));
  process.stdout.write(`${summary(world, result)}\n`);
  for (const promised of promises) {
    const line = verdict(promised, world, result);
    process.stdout.write(`${line}\n`);
    if (line.includes('"pass":false')) process.exitCode = 1;
  }
}
