import { type ColumnKind, describeKind } from "./column-kind.ts";
import { type ColumnReading, findReading } from "./column-reading.ts";
import type { ParquetFooter } from "./parquet-footer.ts";
import type { ColumnContract, TableContract } from "./table-contract.ts";

/** A column of the contract that the file has, and how it is read. */
export interface BoundColumn {
  readonly column: ColumnContract;
  readonly reading: ColumnReading;
}

export interface ColumnBinding {
  readonly bound: readonly BoundColumn[];
  /** Columns that the file may lack, and does. */
  readonly absent: readonly ColumnContract[];
  /** Names of the file's columns that nothing here knows. */
  readonly unknown: readonly string[];
  /** What makes the file unusable, one sentence each; empty when it can be loaded. */
  readonly faults: readonly string[];
}

/** Returns how the columns of a file meet a table's contract. By name: their order does not matter. */
export function bindColumns(contract: TableContract, footer: ParquetFooter): ColumnBinding {
  const bound: BoundColumn[] = [];
  const absent: ColumnContract[] = [];
  const faults: string[] = [];
  const names = new Set(contract.columns.map(({ name }) => name));
  const unknown = [...footer.columns.keys()].filter((name) => !names.has(name));
  for (const column of contract.columns) {
    const kind = footer.columns.get(column.name);
    if (kind === undefined) {
      const fault = findAbsenceFault(column, unknown);
      if (fault === undefined) absent.push(column);
      else faults.push(fault);
      continue;
    }
    const reading = findReading(kind, column.type);
    if (reading === undefined) faults.push(mismatch(column, kind));
    else bound.push({ column, reading });
  }
  return { bound, absent, unknown, faults };
}

function findAbsenceFault(
  { name, whenAbsent }: ColumnContract,
  unknown: readonly string[],
): string | undefined {
  const lookalike = unknown.find((other) => spelling(other) === spelling(name));
  if (lookalike !== undefined) return `column ${name} is misnamed ${JSON.stringify(lookalike)}`;
  return whenAbsent === undefined ? `column ${name} is missing` : undefined;
}

function mismatch({ name, type }: ColumnContract, kind: ColumnKind): string {
  return `column ${name} is ${describeKind(kind)}, not ${type}`;
}

/** Two names that differ in case or punctuation alone are one name, written wrongly. */
function spelling(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
