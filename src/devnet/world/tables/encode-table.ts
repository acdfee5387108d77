import type { SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { DAY_MS, startOfDate } from "../calendar.ts";
import type { Columns, ColumnType, RowOf } from "./columns.ts";

/** The producer's files hold one row group. */
const ROWS_PER_GROUP = 1_048_576;

/**
 * Returns a Parquet file of the rows, snappy-compressed. Without rows it has no columns either, as the producer's
 * empty files (facts: aml-risk 1.6).
 */
export function encodeTable<Table extends Columns>(
  columns: Table,
  rows: readonly RowOf<Table>[],
): Uint8Array {
  const present = rows.length === 0 ? [] : Object.entries(columns);
  const elements = present.flatMap(([name, type]) => elementsOf(name, type));
  const buffer = parquetWriteBuffer({
    schema: [{ name: "schema", num_children: present.length }, ...elements],
    columnData: present.map(([name, type]) => ({ name, data: rows.map((row) => stored(row[name], type)) })),
    rowGroupSize: ROWS_PER_GROUP,
    createdBy: "subnet-neuron devnet",
  });
  return new Uint8Array(buffer);
}

/**
 * How each type is stored. Unsigned integers are marked by their converted type alone: the writer encodes the
 * logical one's width in four bytes where the format wants one, and strict readers then refuse the whole file.
 */
const storage: Readonly<Record<Exclude<ColumnType, `${string}-list`>, Omit<SchemaElement, "name">>> = {
  uint8: { type: "INT32", converted_type: "UINT_8" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  uint32: { type: "INT32", converted_type: "UINT_32" },
  uint64: { type: "INT64", converted_type: "UINT_64" },
  float: { type: "FLOAT" },
  double: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
  string: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  date: { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } },
  decimal: {
    type: "FIXED_LEN_BYTE_ARRAY",
    type_length: 16,
    converted_type: "DECIMAL",
    precision: 38,
    scale: 18,
    logical_type: { type: "DECIMAL", precision: 38, scale: 18 },
  },
};

function elementsOf(name: string, type: ColumnType): SchemaElement[] {
  if (type === "uint16-list") return listElements(name, "uint16");
  if (type === "string-list") return listElements(name, "string");
  return [{ name, repetition_type: "REQUIRED", ...storage[type] }];
}

function listElements(name: string, item: "uint16" | "string"): SchemaElement[] {
  const list = { converted_type: "LIST", logical_type: { type: "LIST" }, num_children: 1 } as const;
  return [
    { name, repetition_type: "REQUIRED", ...list },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    ...elementsOf("element", item),
  ];
}

/** The value as the writer wants it: its own types for 64 bits, days and decimals. */
function stored(value: unknown, type: ColumnType): unknown {
  if (type === "date") return startOfDate(String(value)) / DAY_MS;
  if (type === "uint64") return BigInt(Number(value));
  if (type === "decimal") return BigInt(Math.round(Number(value) * 1e6)) * 10n ** 12n;
  return value;
}
