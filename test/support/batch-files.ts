import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { BatchKey } from "../../src/subnets/risk/batch.ts";
import { contracts } from "../../src/subnets/risk/ingest/contracts.ts";
import type { ColumnContract } from "../../src/subnets/risk/ingest/table-contract.ts";
import {
  type BatchTable,
  batchTables,
  labelsObject,
  metaObject,
} from "../../src/subnets/risk/source/layout.ts";

/** How a test column is stored. */
export type Storage =
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "int64"
  | "float"
  | "double"
  | "boolean"
  | "string"
  | "date"
  | "decimal"
  | "wide-decimal"
  | "uint16-list"
  | "int64-list"
  | "string-list";

export interface TestColumn {
  readonly name: string;
  readonly storage: Storage;
  /** One per row; null makes the column nullable. Decimals are unscaled bigints. */
  readonly values: readonly unknown[];
}

export type TestTable = readonly TestColumn[];
export type TableEdit = (table: TestTable) => TestTable;

export interface BatchEdits {
  /** Rows per table, 3 when not said. */
  readonly rows?: Partial<Record<BatchTable, number>>;
  readonly tables?: Partial<Record<BatchTable, TableEdit>>;
  /** Changes a table's file after its hash was taken. */
  readonly bytes?: Partial<Record<BatchTable, (bytes: Buffer) => Buffer>>;
  /** Files that are not written, though META.json lists them. */
  readonly without?: readonly BatchTable[];
  readonly meta?: (meta: TestMeta) => unknown;
}

/** META.json as the exporter writes it. */
export interface TestMeta {
  readonly batch_id: string;
  readonly network: string;
  readonly processing_date: string;
  readonly window_days: number;
  readonly generated_at: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly sha256: Readonly<Record<string, string>>;
}

export const testKey: BatchKey = { network: "torus", processingDate: "2025-08-01", windowDays: 195 };

const DEFAULT_ROWS = 3;

/** Writes a small batch in the producer's layout under a directory; its files are valid but for the edits. */
export async function writeBatch(
  directory: string,
  edits: BatchEdits = {},
  key: BatchKey = testKey,
): Promise<void> {
  const files = new Map<BatchTable, Buffer>();
  const counts: Record<string, number> = {};
  for (const table of batchTables) {
    const created = createTable(table, key, edits.rows?.[table] ?? DEFAULT_ROWS);
    const edited = edits.tables?.[table]?.(created) ?? created;
    counts[table] = edited[0]?.values.length ?? 0;
    files.set(table, encodeTable(edited));
  }
  const meta = createMeta(key, counts, files);
  const metaText = JSON.stringify(edits.meta?.(meta) ?? meta);
  await write(join(directory, metaObject(key).path), metaText);
  for (const [table, bytes] of files) {
    if (edits.without?.includes(table) === true) continue;
    await write(join(directory, filePath(table, key)), edits.bytes?.[table]?.(bytes) ?? bytes);
  }
}

/** Returns where a table of a batch lies under its source. */
export function filePath(table: BatchTable, key: BatchKey = testKey): string {
  if (table === "address_labels") return labelsObject(key.network).path;
  return `${dirname(metaObject(key).path)}/${table}.parquet`;
}

/** Returns an edit that changes columns by name: other values, another storage or name, or undefined to drop it. */
export function withColumns(changes: Readonly<Record<string, Partial<TestColumn> | undefined>>): TableEdit {
  return (table) =>
    table.flatMap((column) => {
      if (!(column.name in changes)) return [column];
      const change = changes[column.name];
      return change === undefined ? [] : [{ ...column, ...change }];
    });
}

/** Returns an edit that repeats rows, by index, after the last. */
export function withRepeated(...indexes: readonly number[]): TableEdit {
  return (table) =>
    table.map((column) => ({
      ...column,
      values: [...column.values, ...indexes.map((index) => column.values[index])],
    }));
}

/** Returns a Parquet file of the table; without rows it has no columns, as the producer's (facts: aml-risk 1.6). */
export function encodeTable(table: TestTable): Buffer {
  const present = table.filter(({ values }) => values.length > 0);
  const bytes = parquetWriteBuffer({
    schema: [{ name: "schema", num_children: present.length }, ...present.flatMap(elementsOf)],
    columnData: present.map(({ name, values }) => ({ name, data: [...values] })),
  });
  return Buffer.from(bytes);
}

/** Returns a valid table of so many rows. */
export function createTable(table: BatchTable, key: BatchKey, rows: number): TestTable {
  return contracts[table].columns.map((column) => ({
    name: column.name,
    storage: storageOf(column),
    values: Array.from({ length: rows }, (_, index) => valueOf(column, key, index)),
  }));
}

export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function write(path: string, content: Buffer | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

function createMeta(
  key: BatchKey,
  counts: Readonly<Record<string, number>>,
  files: ReadonlyMap<BatchTable, Buffer>,
): TestMeta {
  const { network, processingDate, windowDays } = key;
  return {
    batch_id: `${network}-${processingDate}-${windowDays}d`,
    network,
    processing_date: processingDate,
    window_days: windowDays,
    generated_at: `${processingDate}T00:45:00.000000Z`,
    counts,
    sha256: Object.fromEntries([...files].map(([table, bytes]) => [`${table}.parquet`, sha256(bytes)])),
  };
}

function storageOf({ type }: ColumnContract): Storage {
  switch (type) {
    case "UInt8":
      return "uint8";
    case "UInt16":
      return "uint16";
    case "UInt32":
      return "uint32";
    case "UInt64":
      return "uint64";
    case "Float32":
      return "float";
    case "Float64":
      return "double";
    case "Decimal128(18)":
      return "decimal";
    case "Bool":
      return "boolean";
    case "Date":
      return "date";
    case "String":
      return "string";
    case "Array(UInt16)":
      return "uint16-list";
    case "Array(String)":
      return "string-list";
  }
}

const valuesByName: Readonly<Record<string, (key: BatchKey) => unknown>> = {
  window_days: ({ windowDays }) => windowDays,
  network: ({ network }) => network,
  severity: () => "medium",
  severity_max: () => "high",
  risk_level: () => "low",
};

function valueOf(column: ColumnContract, key: BatchKey, index: number): unknown {
  const named = valuesByName[column.name];
  if (named !== undefined) return named(key);
  switch (storageOf(column)) {
    case "date":
      return daysOf(key.processingDate);
    case "string":
      return `${column.name}-${index}`;
    case "string-list":
      return [`${column.name}-${index}`, "other"];
    case "uint16-list":
    case "int64-list":
      return [index, 1, 65_535];
    case "decimal":
    case "wide-decimal":
      return BigInt(index + 1) * 10n ** 18n;
    case "boolean":
      return index % 2 === 0;
    case "float":
    case "double":
      return 0.5;
    case "uint64":
    case "int64":
      return BigInt(index + 1);
    case "uint8":
    case "uint16":
    case "uint32":
      return index + 1;
  }
}

/** Returns a date as Parquet counts it. */
export function daysOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

type ScalarStorage = Exclude<Storage, `${string}-list`>;

/** Integers carry the converted type alone: the writer encodes the logical one in a way that strict readers refuse. */
const elements: Readonly<Record<ScalarStorage, Omit<SchemaElement, "name">>> = {
  uint8: { type: "INT32", converted_type: "UINT_8" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  uint32: { type: "INT32", converted_type: "UINT_32" },
  uint64: { type: "INT64", converted_type: "UINT_64" },
  int64: { type: "INT64" },
  float: { type: "FLOAT" },
  double: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  date: { type: "INT32", converted_type: "DATE" },
  decimal: decimalElement(18),
  "wide-decimal": decimalElement(2),
};

function decimalElement(scale: number): Omit<SchemaElement, "name"> {
  return { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, converted_type: "DECIMAL", precision: 38, scale };
}

function elementsOf({ name, storage, values }: TestColumn): SchemaElement[] {
  const repetition = values.includes(null) ? "OPTIONAL" : "REQUIRED";
  if (storage !== "uint16-list" && storage !== "int64-list" && storage !== "string-list") {
    return [{ name, repetition_type: repetition, ...elements[storage] }];
  }
  const item = storage === "string-list" ? "string" : storage === "int64-list" ? "int64" : "uint16";
  const hasNulls = values.some((value) => Array.isArray(value) && value.includes(null));
  return [
    { name, repetition_type: repetition, converted_type: "LIST", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: hasNulls ? "OPTIONAL" : "REQUIRED", ...elements[item] },
  ];
}
