import { crc32 } from "node:zlib";
import { replayKeyBytes, type ReplayEntry } from "./entry.ts";

/** A journal: eight letters, the floor as a double and a checksum; then entries of key, double and checksum. */
const magic = Buffer.from("REPLAYS1", "latin1");
const doubleBytes = 8;
const checksumBytes = 4;
export const headerBytes = magic.length + doubleBytes + checksumBytes;
export const entryBytes = replayKeyBytes + doubleBytes + checksumBytes;

export interface JournalContent {
  /** What was sent at or before this moment may have been accepted and forgotten. */
  readonly floorMs: number;
  readonly entries: readonly ReplayEntry[];
  /** Whether anything but a torn end could not be read: then entries may be missing. */
  readonly isDamaged: boolean;
}

/** Returns the first bytes of a journal. */
export function encodeHeader(floorMs: number): Buffer {
  const bytes = Buffer.alloc(headerBytes);
  magic.copy(bytes);
  bytes.writeDoubleLE(floorMs, magic.length);
  return seal(bytes);
}

/** Returns the bytes of one entry. */
export function encodeEntry({ key, sentAtMs }: ReplayEntry): Buffer {
  const bytes = Buffer.alloc(entryBytes);
  bytes.write(key, "latin1");
  bytes.writeDoubleLE(sentAtMs, replayKeyBytes);
  return seal(bytes);
}

/**
 * Returns what a journal holds. A header or a last entry that is not whole was being written when the process died:
 * nothing is accepted before it is written, so nothing is lost with it. Entries behind a damaged one are read all the
 * same.
 */
export function decodeJournal(bytes: Buffer): JournalContent {
  const header = bytes.subarray(0, headerBytes);
  const hasHeader = header.subarray(0, magic.length).equals(magic) && isWhole(header, headerBytes);
  const entries: ReplayEntry[] = [];
  let isDamaged = !hasHeader && bytes.length >= headerBytes;
  for (let start = headerBytes; start + entryBytes <= bytes.length; start += entryBytes) {
    const entry = bytes.subarray(start, start + entryBytes);
    if (isWhole(entry, entryBytes)) entries.push(decodeEntry(entry));
    else isDamaged = true;
  }
  const floorMs = hasHeader ? header.readDoubleLE(magic.length) : Number.NEGATIVE_INFINITY;
  return { floorMs, entries, isDamaged };
}

function decodeEntry(bytes: Buffer): ReplayEntry {
  return { key: bytes.toString("latin1", 0, replayKeyBytes), sentAtMs: bytes.readDoubleLE(replayKeyBytes) };
}

/** Writes the checksum of all that is before it into the last bytes. */
function seal(bytes: Buffer): Buffer {
  const length = bytes.length - checksumBytes;
  bytes.writeUInt32LE(crc32(bytes.subarray(0, length)), length);
  return bytes;
}

function isWhole(bytes: Buffer, length: number): boolean {
  if (bytes.length !== length) return false;
  const covered = length - checksumBytes;
  return bytes.readUInt32LE(covered) === crc32(bytes.subarray(0, covered));
}
