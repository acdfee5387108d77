import { join } from "node:path";
import { makeWorld } from "../../src/devnet/world/make-world.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { readRows, textOf } from "../integration/devnet/read-parquet.ts";
import { network, windowDays } from "./batches.ts";

const addresses = 200;

/** Which alerts and clusters a batch has: one text of each, its ids in order. */
export interface BatchIds {
  readonly alerts: string;
  readonly clusters: string;
}

/** Several worlds that hold the same dates, and what is in their batches. */
export interface Worlds {
  readonly directories: readonly string[];
  /** Oldest first. */
  readonly dates: readonly string[];
  /** Returns what the batches of a date hold, one entry per world. */
  idsOf(date: string): readonly BatchIds[];
}

/** Makes worlds with batches of these dates, each from a seed of its own. */
export async function makeWorlds(
  root: string,
  { dates, seeds }: { readonly dates: readonly string[]; readonly seeds: readonly number[] },
): Promise<Worlds> {
  const ids = new Map<string, BatchIds[]>(dates.map((date) => [date, []]));
  const directories: string[] = [];
  for (const seed of seeds) {
    const directory = join(root, `world-${seed}`);
    const settings = { directory, network, windowDays, dates, addresses, seed, labelShare: 0.5 };
    const world = await makeWorld(
      { ...settings, metaForm: "exporter" },
      { signal: new AbortController().signal, progress: silentProgress() },
    );
    for (const { processingDate, path } of world.batches) {
      ids.get(processingDate)?.push({
        alerts: await idsIn(join(path, "alerts.parquet"), "alert_id"),
        clusters: await idsIn(join(path, "clusters.parquet"), "cluster_id"),
      });
    }
    directories.push(directory);
  }
  return { directories, dates, idsOf: (date) => ids.get(date) ?? [] };
}

/** Returns ids in one order and form, so that two sets are the same when their texts are. */
export function idText(ids: Iterable<string>): string {
  return [...new Set(ids)].sort().join(" ");
}

async function idsIn(path: string, column: string): Promise<string> {
  return idText((await readRows(path)).map((row) => textOf(row, column)));
}
