import { type FileBytes, MAX_PEEK_BYTES } from "./file-bytes.ts";
import { leb128 } from "./leb128.ts";

const OFFSET_BYTES = BigUint64Array.BYTES_PER_ELEMENT;
const COLUMNS = 2;
const columnTypes = { keys: "String", values: "Array(Float32)" } as const;

/** The longest key whose length still fits two LEB128 bytes. */
export const MAX_KEY_BYTES = 16_383;
/** The database's blocks have some ten thousand rows, and keys of some ten bytes. */
const MAX_ROWS = 16 * 1024 * 1024;
const MAX_KEYS_BYTES = 256 * 1024 * 1024;
/** The number of the most rows takes so many LEB128 bytes. */
const MAX_LENGTH_BYTES = 4;
/** A name or a type of a column is shorter, and its length one byte. */
const MAX_TEXT_BYTES = 0x7f;

/** What stands before the values of a block. */
export interface BlockHead {
  readonly rows: number;
  /** The keys one after another, each a length and so many bytes. */
  readonly keys: Buffer;
  /** Where key i begins; entry `rows` is where the last one ends. */
  readonly keyStarts: Uint32Array;
}

export interface BlockRow {
  /** A length and so many bytes. */
  readonly key: Uint8Array;
  readonly values: Float32Array;
}

/**
 * Passes all of a block of ClickHouse's Native format up to its values: the numbers of columns and rows, the keys, and where
 * each row's values end. Returns undefined for what is no block of rows with so many values, or is cut off.
 */
export async function readBlockHead(bytes: FileBytes, valueCount: number): Promise<BlockHead | undefined> {
  const columns = await passLength(bytes);
  const rows = await passLength(bytes);
  if (columns !== COLUMNS || rows === undefined || rows > MAX_ROWS) return undefined;
  if (!(await passType(bytes, columnTypes.keys))) return undefined;
  const keys = await passKeys(bytes, rows);
  if (keys === undefined || !(await passType(bytes, columnTypes.values))) return undefined;
  return (await passOffsets(bytes, rows, valueCount)) ? { rows, ...keys } : undefined;
}

/** Returns rows as one block; none are no block. */
export function encodeBlock(rows: readonly BlockRow[]): Buffer {
  if (rows.length === 0) return Buffer.alloc(0);
  let end = 0;
  const offsets = BigUint64Array.from(rows, ({ values }) => BigInt((end += values.length)));
  return Buffer.concat([
    leb128(COLUMNS),
    leb128(rows.length),
    ...columnHead("key", columnTypes.keys),
    ...rows.map(({ key }) => key),
    ...columnHead("values", columnTypes.values),
    bytesOf(offsets),
    ...rows.map(({ values }) => bytesOf(values)),
  ]);
}

/** Returns the bytes of numbers as they stand: little-endian, as is every machine the library is built for. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | BigUint64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function columnHead(name: string, type: string): Buffer[] {
  return [name, type].flatMap((text) => [leb128(text.length), Buffer.from(text)]);
}

async function passLength(bytes: FileBytes): Promise<number | undefined> {
  const seen = await bytes.peek(MAX_LENGTH_BYTES);
  let length = 0;
  for (let place = 0; place < Math.min(MAX_LENGTH_BYTES, seen.length); place += 1) {
    const byte = seen[place] ?? NaN;
    length += (byte & 0x7f) << (7 * place);
    if (byte > 0x7f) continue;
    bytes.pass(place + 1);
    return length;
  }
  return undefined;
}

/** Passes a column's name and its type, which must be this one. */
async function passType(bytes: FileBytes, type: string): Promise<boolean> {
  return (await passText(bytes)) !== undefined && (await passText(bytes)) === type;
}

async function passText(bytes: FileBytes): Promise<string | undefined> {
  const seen = await bytes.peek(1 + MAX_TEXT_BYTES);
  const length = seen[0] ?? NaN;
  if (!(length <= MAX_TEXT_BYTES && length < seen.length)) return undefined;
  bytes.pass(1 + length);
  return seen.toString("utf8", 1, 1 + length);
}

async function passKeys(bytes: FileBytes, rows: number): Promise<Omit<BlockHead, "rows"> | undefined> {
  const pieces: Buffer[] = [];
  const keyStarts = new Uint32Array(rows + 1);
  let [row, before] = [0, 0];
  while (row < rows) {
    const seen = await bytes.peek();
    let position = 0;
    while (row < rows) {
      const end = endOfKey(seen, position);
      // Also false for NaN, where no key ends.
      if (!(end <= seen.length)) break;
      position = end;
      row += 1;
      keyStarts[row] = before + position;
    }
    if (position === 0 || before + position > MAX_KEYS_BYTES) return undefined;
    pieces.push(Buffer.from(seen.subarray(0, position)));
    bytes.pass(position);
    before += position;
  }
  return { keys: Buffer.concat(pieces), keyStarts };
}

/** Every row has as many values as every other. */
async function passOffsets(bytes: FileBytes, rows: number, valueCount: number): Promise<boolean> {
  for (let row = 0; row < rows;) {
    const seen = await bytes.peek(Math.min(MAX_PEEK_BYTES, (rows - row) * OFFSET_BYTES));
    const whole = Math.min(rows - row, Math.floor(seen.length / OFFSET_BYTES));
    if (whole === 0) return false;
    for (let place = 0; place < whole; place += 1) {
      row += 1;
      const low = seen.readUInt32LE(place * OFFSET_BYTES);
      const high = seen.readUInt32LE(place * OFFSET_BYTES + OFFSET_BYTES / 2);
      if (high * 2 ** 32 + low !== row * valueCount) return false;
    }
    bytes.pass(whole * OFFSET_BYTES);
  }
  return true;
}

/** Returns where the String at `position` ends, which may be past the bytes; NaN when its length is cut off or too great. */
function endOfKey(bytes: Buffer, position: number): number {
  const low = bytes[position] ?? NaN;
  if (low <= 0x7f) return position + 1 + low;
  const high = bytes[position + 1] ?? NaN;
  return high <= 0x7f ? position + 2 + (low & 0x7f) + high * 0x80 : NaN;
}
