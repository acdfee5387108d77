import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from "hyparquet";

/** One row as hyparquet reads it. */
export type ParquetRow = Readonly<Record<string, unknown>>;

/** Returns all rows of a file. */
export async function readRows(path: string): Promise<readonly ParquetRow[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) });
}

/** Returns a file's columns as `name: TYPE CONVERTED`, the root left out. */
export async function readColumns(path: string): Promise<string[]> {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const columns: string[] = [];
  for (const [place, element] of schema.entries()) {
    const isInsideList = schema[place - 1]?.name === "list" || element.name === "list";
    if (place === 0 || isInsideList) continue;
    const item = schema[place + 2];
    const isList = element.converted_type === "LIST" && item !== undefined;
    columns.push(`${element.name}: ${isList ? `LIST of ${typeOf(item)}` : typeOf(element)}`);
  }
  return columns;
}

/** Returns how many columns and rows a file has, without reading its rows. */
export async function readShape(path: string): Promise<{ columns: number; rows: number }> {
  const { schema, num_rows: rows } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return { columns: schema[0]?.num_children ?? 0, rows: Number(rows) };
}

export function numberOf(row: ParquetRow | undefined, name: string): number {
  const value = row?.[name];
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw new Error(`${name} is not a number`);
}

export function textOf(row: ParquetRow | undefined, name: string): string {
  const value = row?.[name];
  if (typeof value === "string") return value;
  throw new Error(`${name} is not a text`);
}

function typeOf({ type, type_length: length, converted_type, precision, scale }: SchemaElement): string {
  const physical = `${String(type)}${length === undefined ? "" : `(${length})`}`;
  if (converted_type === undefined) return physical;
  const digits = precision === undefined ? "" : `(${precision},${scale ?? 0})`;
  return `${physical} ${converted_type}${digits}`;
}
