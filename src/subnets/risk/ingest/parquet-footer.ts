import { open, type FileHandle } from "node:fs/promises";
import { type FileMetaData, parquetMetadata, parquetSchema } from "hyparquet";
import { messageOf } from "../../../lib/errors.ts";
import { type ColumnKind, columnKind } from "./column-kind.ts";

/** What a Parquet file says about itself. */
export interface ParquetFooter {
  readonly rows: number;
  /** By name, in the file's order. */
  readonly columns: ReadonlyMap<string, ColumnKind>;
  readonly metadata: FileMetaData;
}

/** Either what the file says about itself, or why it is not a Parquet file that can be read. */
export type FooterReading = { readonly footer: ParquetFooter } | { readonly fault: string };

const MAGIC = "PAR1";
/** The footer's length (4 bytes) and the closing magic. */
const TAIL_BYTES = 8;
const MIN_FILE_BYTES = MAGIC.length + TAIL_BYTES;
const MAX_FOOTER_BYTES = 64 * 1024 * 1024;

/** Reads the footer of a file, before any of its rows are believed. */
export async function readFooter(path: string): Promise<FooterReading> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    if (size === 0) return { fault: "it is empty" };
    const head = await readAt(file, 0, Math.min(size, MIN_FILE_BYTES));
    const tail = await readAt(file, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
    const fault = findFault(head, tail, size);
    if (fault !== undefined) return { fault };
    const length = tail.readUInt32LE(0) + TAIL_BYTES;
    return parseFooter(await readAt(file, size - length, length));
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function findFault(head: Buffer, tail: Buffer, size: number): string | undefined {
  if (head.toString("latin1").trimStart().startsWith("<")) return "it is a web page or XML, not Parquet";
  if (head.subarray(0, MAGIC.length).toString("latin1") !== MAGIC) return "it is not Parquet";
  if (size < MIN_FILE_BYTES || tail.subarray(4).toString("latin1") !== MAGIC) return "it is truncated";
  const length = tail.readUInt32LE(0);
  if (length > MAX_FOOTER_BYTES || length > size - MIN_FILE_BYTES) {
    return `its footer claims ${length} bytes`;
  }
  return undefined;
}

function parseFooter(bytes: Buffer): FooterReading {
  try {
    const metadata = parquetMetadata(new Uint8Array(bytes).buffer);
    const { children } = parquetSchema(metadata);
    const columns = new Map(children.map((column) => [column.element.name, columnKind(column)]));
    const rows = Number(metadata.num_rows);
    const groupedRows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (!Number.isSafeInteger(rows) || rows < 0 || rows !== groupedRows) {
      return { fault: `its footer counts ${rows} rows, its parts ${groupedRows}` };
    }
    if (columns.size !== children.length) return { fault: "two of its columns have one name" };
    return { footer: { rows, columns, metadata } };
  } catch (error) {
    return { fault: `its footer cannot be read (${messageOf(error)})` };
  }
}
