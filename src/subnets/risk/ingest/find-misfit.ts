import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { BoundColumn } from "./bind-columns.ts";
import type { ParquetFooter } from "./parquet-footer.ts";
import type { ColumnType } from "./table-contract.ts";

/** Values of a column that its type cannot hold. */
export interface Misfit {
  readonly column: string;
  readonly rows: number;
  /** One of the values, as text. */
  readonly example: string;
}

/**
 * Returns the first of these columns with values that the database refused: NULL, a number that its type cannot
 * hold, a text that is no date. Reads the file itself, one column of one row group at a time, because the database
 * says neither how many rows nor which; only for a file that was refused already.
 */
export async function findMisfit(
  path: string,
  { metadata }: ParquetFooter,
  columns: readonly BoundColumn[],
): Promise<Misfit | undefined> {
  const file = await asyncBufferFromFile(path);
  for (const { column } of columns) {
    const misfits: unknown[] = [];
    let rowStart = 0;
    let rows = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const options = { file, metadata, columns: [column.name], rowStart, rowEnd, compressors };
      const values = (await parquetReadObjects(options)).map((row): unknown => row[column.name]);
      const found = values.filter((value) => !fits(value, column.type));
      misfits.push(...found.slice(0, 1));
      rows += found.length;
      rowStart = rowEnd;
    }
    if (rows > 0) return { column: column.name, rows, example: describeValue(misfits[0]) };
  }
  return undefined;
}

/** Returns whether a value, as read from a Parquet file, survives in a column of this type unchanged. */
export function fits(value: unknown, type: ColumnType): boolean {
  if (value === null || value === undefined) return false;
  switch (type) {
    case "Array(UInt16)":
      return Array.isArray(value) && value.every((item) => fits(item, "UInt16"));
    case "Array(String)":
      return Array.isArray(value) && value.every((item) => fits(item, "String"));
    case "UInt8":
    case "UInt16":
    case "UInt32":
    case "UInt64":
      return isUnsigned(value, BigInt(type.slice("UInt".length)));
    case "Decimal128(18)":
      return fitsDecimal(value);
    case "Date":
      return typeof value !== "string" || /^\d{4}-\d{2}-\d{2}/.test(value);
    case "Float32":
    case "Float64":
    case "Bool":
    case "String":
      return true;
  }
}

function isUnsigned(value: unknown, bits: bigint): boolean {
  if (typeof value === "number" && !Number.isInteger(value)) return false;
  if (typeof value !== "number" && typeof value !== "bigint") return false;
  return value >= 0 && BigInt(value) < 2n ** bits;
}

/** Of the 38 digits of a Decimal128(18), 20 stand before the point. */
function fitsDecimal(value: unknown): boolean {
  if (typeof value === "string" && value.trim() === "") return false;
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(number) < 1e20;
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (Array.isArray(value)) return `[${value.map(describeValue).join(", ")}]`;
  return typeof value === "string" ? JSON.stringify(value) : `${value as bigint | number | boolean}`;
}
