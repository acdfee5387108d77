import { z } from "zod";
import { rejection } from "./rejection.ts";
import type { TableContract } from "./table-contract.ts";
import type { LoadRun } from "./table-load.ts";
import { type ColumnRule, exampleStatement, rulesOf, scanStatement } from "./value-checks.ts";

export interface TableScan {
  readonly rows: number;
  /** Distinct keys: fewer than rows when there are duplicates. */
  readonly keys: number;
}

/**
 * Counts what was loaded under the run's batch id and checks every value. Throws BATCH_REJECTED with the column,
 * the number of rows and an example for the first rule that is broken.
 */
export async function scanTable(run: LoadRun, contract: TableContract): Promise<TableScan> {
  const [scan] = await run.database.rows(scanRow, scanStatement(contract), optionsOf(run));
  if (scan === undefined) return { rows: 0, keys: 0 };
  for (const [index, rule] of rulesOf(contract).entries()) {
    const rows = scan.broken[index] ?? 0;
    if (rows > 0) await rejectFor(run, contract, { ...rule, rows });
  }
  return { rows: scan.rows, keys: scan.keys };
}

const scanRow = z.object({ rows: z.number(), keys: z.number(), broken: z.array(z.number()) });
const exampleRow = z.object({ value: z.string(), key: z.array(z.string()) });

function optionsOf({ key, batchId, signal }: LoadRun) {
  const params = {
    batch: batchId,
    date: key.processingDate,
    window: key.windowDays,
    network: key.network,
  };
  return { params, signal };
}

async function rejectFor(
  run: LoadRun,
  contract: TableContract,
  rule: ColumnRule & { readonly rows: number },
): Promise<never> {
  const example = await run.database.findRow(exampleRow, exampleStatement(contract, rule), optionsOf(run));
  const { column, demand, rows } = rule;
  const name = `${contract.table}.parquet`;
  const shown =
    example === undefined
      ? ""
      : `, for example ${JSON.stringify(example.value)} of ${example.key.join(", ")}`;
  throw rejection(run.key, `${name} has ${rows} rows whose ${column} is not ${demand}${shown}`, {
    file: name,
    column,
    rows,
    example: example?.value,
    exampleKey: example?.key,
  });
}
