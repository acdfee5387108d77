import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ReplayEntry } from "./entry.ts";
import { decodeJournal, entryBytes, headerBytes, type JournalContent } from "./format.ts";

/** Two are in use; a few more can be left by a process that died while it changed them. */
const mostFiles = 8;
const namePattern = /^(\d{1,15})\.replays$/;

export interface FoundJournals {
  readonly floorMs: number;
  readonly entries: readonly ReplayEntry[];
  /** What could not be read in whole: then accepted requests may be missing. */
  readonly damagedFiles: readonly string[];
  /** When the last of them was written, or undefined when there are none. Milliseconds since the Unix epoch. */
  readonly writtenAtMs: number | undefined;
  /** Greater than the number of any journal. */
  readonly nextNumber: number;
}

/** Returns what names the run of the machine in which the journals were begun, or undefined when nobody noted it. */
export function findNotedBoot(directory: string): string | undefined {
  try {
    return readFileSync(bootPath(directory), "utf8");
  } catch {
    return undefined;
  }
}

/** Notes in which run of the machine the journals are written. */
export function noteBoot(directory: string, bootId: string): void {
  writeFileSync(bootPath(directory), bootId, { mode: 0o600 });
}

function bootPath(directory: string): string {
  return join(directory, "boot");
}

/** Returns the file of the journal of this number. */
export function journalPath(directory: string, number: number): string {
  return join(directory, `${number}.replays`);
}

/** Returns everything that the journals of a directory hold, and makes the directory when there is none. */
export function readJournals(directory: string, maxEntries: number): FoundJournals {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const numbers = journalNumbers(directory);
  const read = numbers
    .slice(-mostFiles)
    .map((number) => readJournal(journalPath(directory, number), maxEntries));
  return {
    floorMs: Math.max(Number.NEGATIVE_INFINITY, ...read.map(({ floorMs }) => floorMs)),
    entries: read.flatMap(({ entries }) => entries),
    damagedFiles: [
      ...(numbers.length > mostFiles ? [directory] : []),
      ...read.filter(({ isDamaged }) => isDamaged).map(({ path }) => path),
    ],
    writtenAtMs: read.length === 0 ? undefined : Math.max(...read.map(({ writtenAtMs }) => writtenAtMs)),
    nextNumber: (numbers.at(-1) ?? 0) + 1,
  };
}

/** Removes every journal with a smaller number. */
export function removeJournalsBefore(directory: string, number: number): void {
  for (const old of journalNumbers(directory).filter((other) => other < number)) {
    rmSync(journalPath(directory, old), { force: true });
  }
}

function journalNumbers(directory: string): number[] {
  return readdirSync(directory)
    .flatMap((name) => namePattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
}

interface ReadJournal extends JournalContent {
  readonly path: string;
  readonly writtenAtMs: number;
}

function readJournal(path: string, maxEntries: number): ReadJournal {
  const { size, mtimeMs: writtenAtMs } = statSync(path);
  // No file of ours is longer, and a longer one must not fill the memory.
  const content =
    size > headerBytes + maxEntries * entryBytes ? unreadable : decodeJournal(readFileSync(path));
  return { ...content, path, writtenAtMs };
}

const unreadable: JournalContent = { floorMs: Number.NEGATIVE_INFINITY, entries: [], isDamaged: true };
