import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { unlessMissing } from "../../lib/files.ts";

/**
 * What of a data directory is no state to keep: tables (they are saved as rows), what belongs to one process or one
 * machine (locks, sockets, tokens), what is of use for a minute (nonces seen), what only takes room, and what demos make. All else is kept,
 * so that a part that is added later is not forgotten.
 */
const leftOut: ReadonlySet<string> = new Set([
  "clickhouse",
  "clickhouse-run",
  "engine.json",
  "locks",
  "scratch",
  "replays",
  "control",
  "logs",
  "crash-reports",
  "reserve",
  "demo-world",
  "demo-wallets",
]);

export interface StateFile {
  /** Below the data directory, with slashes. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
}

/** Returns whether a path below the data directory, with slashes, names a file that backups keep. */
export function isState(path: string): boolean {
  const parts = path.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\0"));
  return isPlain && !leftOut.has(parts[0] ?? "") && !path.endsWith(".tmp");
}

/** Returns the top-level entry of the data directory that a path belongs to. */
export function entryOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}

/** Returns the files that backups keep, by path; none where there is no data directory. */
export async function readStateFiles(dataDirectory: string): Promise<StateFile[]> {
  const entries = await unlessMissing(readdir(dataDirectory, { recursive: true, withFileTypes: true }));
  const paths = (entries ?? [])
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dataDirectory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter(isState)
    .sort();
  const files = await Promise.all(paths.map((path) => describe(dataDirectory, path)));
  return files.filter((file) => file !== undefined);
}

/** A ban that was lifted a moment ago is gone, and rightly. */
async function describe(dataDirectory: string, path: string): Promise<StateFile | undefined> {
  const found = await unlessMissing(stat(join(dataDirectory, path)));
  return found && { path, mode: found.mode & 0o777 };
}
