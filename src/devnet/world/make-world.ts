import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Progress } from "../../lib/progress.ts";
import type { BatchKey } from "../../subnets/risk/batch.ts";
import { batchRows, type BatchRows } from "./batch-rows.ts";
import { createHistory } from "./history.ts";
import { describeContents } from "./meta.ts";
import { featureColumnsWith, withQuirks } from "./quirks.ts";
import { checkWorldSettings, type WorldSettings } from "./settings.ts";
import { alertColumns } from "./tables/alert-columns.ts";
import { clusterColumns } from "./tables/cluster-columns.ts";
import { encodeTable } from "./tables/encode-table.ts";
import { flowColumns } from "./tables/flow-columns.ts";
import { labelColumns } from "./tables/label-columns.ts";

export interface WrittenBatch extends BatchKey {
  /** The folder that holds META.json and the four tables. */
  readonly path: string;
  /** Rows by table, as META.json counts them. */
  readonly counts: BatchCounts;
}

export interface BatchCounts {
  readonly alerts: number;
  readonly features: number;
  readonly clusters: number;
  readonly money_flows: number;
  readonly address_labels: number;
}

export interface WrittenWorld {
  readonly batches: readonly WrittenBatch[];
  /** The network's label file; undefined when the world has no labels. */
  readonly labelsPath?: string;
}

export interface MakeWorldOptions {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * Writes a small world in the producer's format, `snapshots/{network}/{date}/{window}/` and
 * `address-labels/{network}_address_labels.parquet`, and returns what it wrote. The same settings give the same
 * bytes. Throws USAGE_INVALID for settings out of range; on abort it stops between two dates and rejects with the
 * signal's reason, leaving what is written.
 *
 * @example
 * const world = await makeWorld(
 *   { directory, network: "torus", windowDays: 195, dates: ["2025-08-01"], addresses: 900, seed: 1,
 *     labelShare: 0.1, metaForm: "exporter" },
 *   { signal, progress },
 * );
 */
export async function makeWorld(settings: WorldSettings, options: MakeWorldOptions): Promise<WrittenWorld> {
  checkWorldSettings(settings);
  const step = options.progress.start("Making a world", settings.dates.length);
  try {
    return await writeWorld(settings, options.signal, (done) => step.update(done));
  } finally {
    step.finish();
  }
}

async function writeWorld(
  settings: WorldSettings,
  signal: AbortSignal,
  report: (datesDone: number) => void,
): Promise<WrittenWorld> {
  const { network, windowDays, quirks = [] } = settings;
  signal.throwIfAborted();
  const history = createHistory(settings);
  const labels = await writeLabels(settings, encodeTable(labelColumns, history.labels));
  const batches: WrittenBatch[] = [];
  for (const processingDate of settings.dates) {
    await nextTurn(undefined, { signal });
    const batch = { network, processingDate, windowDays };
    const rows = withQuirks(batchRows(history, batch), quirks);
    batches.push(await writeBatch(settings, batch, { rows, labels, labelled: history.labels.length }));
    report(batches.length);
  }
  return { batches, ...(labels === undefined ? {} : { labelsPath: labels.path }) };
}

interface WrittenLabels {
  readonly path: string;
  readonly bytes: Uint8Array;
}

async function writeLabels(
  { directory, network, quirks = [] }: WorldSettings,
  bytes: Uint8Array,
): Promise<WrittenLabels | undefined> {
  if (quirks.includes("no-labels")) return undefined;
  const folder = join(directory, "address-labels");
  const path = join(folder, `${network}_address_labels.parquet`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, bytes);
  return { path, bytes };
}

interface Batch {
  readonly rows: BatchRows;
  readonly labels: WrittenLabels | undefined;
  readonly labelled: number;
}

async function writeBatch(
  { directory, metaForm, quirks = [] }: WorldSettings,
  batch: BatchKey,
  { rows, labels, labelled }: Batch,
): Promise<WrittenBatch> {
  const path = join(directory, "snapshots", batch.network, batch.processingDate, String(batch.windowDays));
  const files = {
    "alerts.parquet": encodeTable(alertColumns, rows.alerts),
    "features.parquet": encodeTable(featureColumnsWith(quirks), rows.features),
    "clusters.parquet": encodeTable(clusterColumns, rows.clusters),
    "money_flows.parquet": encodeTable(flowColumns, rows.flows),
  };
  const counts = { ...countsOf(rows), address_labels: labelled };
  const contents = { batch, counts, files, ...(labels === undefined ? {} : { labels: labels.bytes }) };
  await mkdir(path, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(path, name), bytes);
  await writeFile(join(path, "META.json"), describeContents(contents, metaForm));
  return { ...batch, path, counts };
}

function countsOf({ alerts, features, clusters, flows }: BatchRows) {
  return {
    alerts: alerts.length,
    features: features.length,
    clusters: clusters.length,
    money_flows: flows.length,
  };
}
