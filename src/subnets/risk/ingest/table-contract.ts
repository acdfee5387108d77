import type { BatchTable } from "../source/layout.ts";

/** The ClickHouse types of the raw tables' columns, without LowCardinality and Nullable. */
export type ScalarType =
  | "UInt8"
  | "UInt16"
  | "UInt32"
  | "UInt64"
  | "Float32"
  | "Float64"
  | "Decimal128(18)"
  | "Bool"
  | "Date"
  | "String";
export type ColumnType = ScalarType | `Array(${"UInt16" | "String"})`;

/**
 * What every value of a column must be.
 *
 * - finite: neither NaN nor infinite
 * - nonNegative: finite and at least 0
 * - fraction: between 0 and 1
 * - notEmpty: a text of at least one character
 * - riskLevel: low, medium, high or critical
 * - ofBatch: the batch's own date, window or network, whichever the column holds
 */
export type ValueCheck = "finite" | "nonNegative" | "fraction" | "notEmpty" | "riskLevel" | "ofBatch";

export interface ColumnContract {
  readonly name: string;
  readonly type: ColumnType;
  readonly check?: ValueCheck;
  /** Stored in lower case: producers have used both. */
  readonly lowerCase?: true;
  /** What stands in for the column when the file lacks it; without this, a file that lacks it is rejected. */
  readonly whenAbsent?: "null" | "network";
}

/** What a table's file must hold, and how it is loaded. */
export interface TableContract {
  readonly table: BatchTable;
  readonly rawTable: `raw_${BatchTable}`;
  readonly columns: readonly ColumnContract[];
  /** What identifies a row. */
  readonly key: readonly [string, ...string[]];
  /** Of several rows with one key, the first in this order stays; it ends the same however the file is ordered. */
  readonly preference: readonly string[];
  /** Whether no rows are a normal state of the world, or only believed when META.json counts 0. */
  readonly mayBeEmpty: boolean;
}

/** Returns contracts for columns of one type. */
export function columns(
  type: ColumnType,
  names: readonly string[],
  rest: Omit<ColumnContract, "name" | "type"> = {},
): readonly ColumnContract[] {
  return names.map((name) => ({ name, type, ...rest }));
}

/** The two columns that every table of a batch repeats in every row. */
export const batchColumns: readonly ColumnContract[] = [
  { name: "window_days", type: "UInt16", check: "ofBatch" },
  { name: "processing_date", type: "Date", check: "ofBatch" },
];

/** Returns every column that can be ordered by, those named first: a total order of distinct rows. */
export function totalOrder(first: readonly string[], all: readonly ColumnContract[]): readonly string[] {
  const named = new Set(first.map((term) => term.split(" ", 1)[0]));
  const others = all.filter(({ name, type }) => !named.has(name) && !type.startsWith("Array"));
  return [...first, ...others.map(({ name }) => name)];
}
