import type { BatchKey } from "../batch.ts";
import type { FetchedFile } from "../source/batch-source.ts";
import type { BatchManifest } from "../source/meta.ts";
import { bindColumns, type ColumnBinding } from "./bind-columns.ts";
import { findCountFault } from "./check-manifest.ts";
import { type ParquetFooter, readFooter } from "./parquet-footer.ts";
import { rejection } from "./rejection.ts";
import type { TableContract } from "./table-contract.ts";
import type { TableFile } from "./table-load.ts";

/**
 * Returns a file ready to load, checked as far as its footer goes. Throws BATCH_REJECTED when it is not Parquet, has
 * not the stated number of rows, or has not the columns of its contract.
 */
export async function openTable(
  key: BatchKey,
  contract: TableContract,
  file: FetchedFile,
  manifest: BatchManifest,
): Promise<TableFile> {
  const name = `${contract.table}.parquet`;
  const reject = (reason: string) => rejection(key, reason, { file: name });
  const reading = await readFooter(file.path);
  if ("fault" in reading) throw reject(`${name} cannot be read: ${reading.fault}`);
  const { footer } = reading;
  const countFault = findCountFault(contract.table, manifest, footer.rows);
  // The label file is shared by all dates, so its count is that of another export.
  if (countFault !== undefined && contract.table !== "address_labels") throw reject(countFault);
  if (footer.rows === 0 && !contract.mayBeEmpty && manifest.counts.get(contract.table) !== 0) {
    throw reject(`${name} has no rows, and META.json does not say so`);
  }
  const binding = bindFile(contract, footer);
  if (binding.faults.length > 0) throw reject(`${name}: ${binding.faults.join("; ")}`);
  return { contract, file, footer, binding };
}

/** A table without rows has no columns either (facts: aml-risk 1.6); there is nothing in it to misread. */
function bindFile(contract: TableContract, footer: ParquetFooter): ColumnBinding {
  if (footer.rows === 0) return { bound: [], absent: [], unknown: [], faults: [] };
  return bindColumns(contract, footer);
}
