import type { BatchKey } from "../batch.ts";
import type { FetchedFile } from "../source/batch-source.ts";
import { hashText } from "../source/file-hash.ts";
import { type DataTable, dataTables } from "../source/layout.ts";
import type { BatchManifest } from "../source/meta.ts";
import {
  checkManifest,
  findCountFault,
  findHashFault,
  findStatedHashes,
  sameHashes,
} from "./check-manifest.ts";
import { contracts } from "./contracts.ts";
import { fetchManifest, type FetchRun, fetchTables, findLabels } from "./fetch-batch.ts";
import type { AcceptedBatch } from "./ledger.ts";
import { openTable } from "./open-table.ts";
import type { TableFile } from "./table-load.ts";

/** A batch on this machine: its files verified against META.json, their columns against the contracts. */
export interface TakenBatch {
  /** As the producer wrote it; empty when it did not. */
  readonly generatedAt: string;
  /** `algorithm:hex` by data table. */
  readonly fileHashes: Readonly<Record<string, string>>;
  /** Hex; empty when the source has no labels. */
  readonly labelsSha256: string;
  readonly labelsTakenAtMs: number;
  readonly tables: readonly TableFile[];
  /** `table.column` of the columns that the files lack, as they may. */
  readonly absentColumns: readonly string[];
  /** What is odd about the batch and yet no reason to refuse it. */
  readonly warnings: readonly string[];
}

/** Either a batch to load, or the one accepted before, which is still what the source has. */
export type Taking =
  | { readonly status: "taken"; readonly batch: TakenBatch; readonly previous: AcceptedBatch | undefined }
  | { readonly status: "unchanged"; readonly batch: AcceptedBatch };

/**
 * Takes a batch from its source, unless it is the one accepted before: META.json alone decides that where it
 * states all hashes. Labels do not count, they change on their own (facts: aml-risk 1.8).
 */
export async function takeBatch(run: FetchRun, previous: AcceptedBatch | undefined): Promise<Taking> {
  const manifest = await fetchManifest(run);
  checkManifest(run.key, manifest);
  const stated = findStatedHashes(manifest);
  if (previous !== undefined && stated !== undefined && sameHashes(stated, previous.fileHashes)) {
    return { status: "unchanged", batch: previous };
  }
  const files = await fetchTables(run, manifest);
  const fileHashes = hashesOf(files);
  if (previous !== undefined && sameHashes(fileHashes, previous.fileHashes)) {
    return { status: "unchanged", batch: previous };
  }
  return { status: "taken", batch: await openBatch(run, manifest, { files, fileHashes }), previous };
}

interface DataFiles {
  readonly files: ReadonlyMap<DataTable, FetchedFile>;
  readonly fileHashes: Readonly<Record<string, string>>;
}

async function openBatch(
  run: FetchRun,
  manifest: BatchManifest,
  { files, fileHashes }: DataFiles,
): Promise<TakenBatch> {
  const labels = await findLabels(run);
  const labelsTakenAtMs = run.clock.now();
  const tables = await openTables(run.key, manifest, { files, labels });
  return {
    generatedAt: manifest.generatedAt ?? "",
    fileHashes,
    labelsSha256: labels?.hash.hex ?? "",
    labelsTakenAtMs,
    tables,
    absentColumns: tables.flatMap(({ contract, binding }) =>
      binding.absent.map(({ name }) => `${contract.table}.${name}`),
    ),
    warnings: [...tables.flatMap(findUnknownColumns), ...labelWarnings(manifest, labels, tables)],
  };
}

interface BatchFiles {
  readonly files: ReadonlyMap<DataTable, FetchedFile>;
  readonly labels: FetchedFile | undefined;
}

async function openTables(
  key: BatchKey,
  manifest: BatchManifest,
  { files, labels }: BatchFiles,
): Promise<readonly TableFile[]> {
  const tables: TableFile[] = [];
  for (const table of dataTables) {
    const file = files.get(table);
    if (file !== undefined) tables.push(await openTable(key, contracts[table], file, manifest));
  }
  if (labels !== undefined) tables.push(await openTable(key, contracts.address_labels, labels, manifest));
  return tables;
}

function hashesOf(files: BatchFiles["files"]): Readonly<Record<string, string>> {
  return Object.fromEntries([...files].map(([table, { hash }]) => [table, hashText(hash)]));
}

function findUnknownColumns({ contract, binding }: TableFile): readonly string[] {
  if (binding.unknown.length === 0) return [];
  return [`${contract.table}.parquet has columns that are not used: ${binding.unknown.join(", ")}`];
}

/** Every export overwrites the one label file, so an older META.json rightly describes another (facts: aml-risk 1.2). */
function labelWarnings(
  manifest: BatchManifest,
  labels: FetchedFile | undefined,
  tables: readonly TableFile[],
): readonly string[] {
  if (labels === undefined) return ["the source has no address labels"];
  const rows = tables.find(({ file }) => file === labels)?.footer.rows ?? 0;
  const faults = [
    findHashFault("address_labels", manifest, labels),
    findCountFault("address_labels", manifest, rows),
  ];
  return faults
    .filter((fault) => fault !== undefined)
    .map((fault) => `${fault}: the labels are of another day than the batch`);
}
