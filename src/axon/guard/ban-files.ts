import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { findFileText, unlessMissing, writeFileAtomically } from "../../lib/files.ts";
import { banFileName, parseBan, renderBan, type Ban, type Subject } from "./ban.ts";

/** What is left of a write whose process was killed; a write of now takes far less. */
const abandonedAfterMs = 600_000;
const abandonedPattern = /^(ip|hotkey)-.*\.tmp$/;
const ownerOnly = 0o600;

/** A ban's file as it stands in the directory; `version` changes whenever the file is written. */
export interface BanFile {
  readonly file: string;
  readonly version: string;
}

/** All bans in a directory, and the names of the files that are none. */
export interface StoredBans {
  readonly bans: readonly Ban[];
  readonly unreadable: readonly string[];
}

/** Returns where the bans of a neuron with this data directory stand. */
export function bansDirectoryIn(dataDirectory: string): string {
  return join(dataDirectory, "bans");
}

/** Returns the bans in a directory, those that are over too; none when there is no directory. */
export async function readBans(directory: string): Promise<StoredBans> {
  const bans: Ban[] = [];
  const unreadable: string[] = [];
  for (const file of await listFiles(directory)) {
    const ban = await findBan(directory, file);
    if (ban === undefined) unreadable.push(file);
    else bans.push(ban);
  }
  return { bans, unreadable };
}

/** Returns what a file of the directory says; undefined for one that is gone or holds no ban of its name. */
export async function findBan(directory: string, file: string): Promise<Ban | undefined> {
  const content = await findFileText(join(directory, file));
  const ban = content === undefined ? undefined : parseBan(content);
  // Under another name, the ban could not be lifted.
  return ban !== undefined && banFileName(ban) === file ? ban : undefined;
}

/** Writes a ban so that a reader, or a crash, finds all of it or nothing; in place of an older one of the subject. */
export async function saveBan(directory: string, ban: Ban): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFileAtomically(join(directory, banFileName(ban)), renderBan(ban), ownerOnly);
}

/** Returns whether there was a ban to remove. */
export async function removeBan(directory: string, subject: Subject): Promise<boolean> {
  const path = join(directory, banFileName(subject));
  if ((await unlessMissing(stat(path))) === undefined) return false;
  await rm(path, { force: true });
  return true;
}

/** Makes the directory and clears away what killed writes have left. */
export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const file of await readdir(directory)) {
    if (!abandonedPattern.test(file)) continue;
    const found = await unlessMissing(stat(join(directory, file)));
    // Files carry the machine's time, whatever the clock of the program says.
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) {
      await rm(join(directory, file), { force: true });
    }
  }
}

/** Returns a value that changes when a file is put into the directory, replaced in it or taken out of it. */
export async function findStamp(directory: string): Promise<string | undefined> {
  const found = await unlessMissing(stat(directory, { bigint: true }));
  return found === undefined ? undefined : `${found.ino}:${found.mtimeNs}`;
}

/** Returns the files of the directory; none when there is no directory. */
export async function listBanFiles(directory: string): Promise<BanFile[]> {
  const found: BanFile[] = [];
  for (const file of await listFiles(directory)) {
    const version = await findVersion(directory, file);
    if (version !== undefined) found.push({ file, version });
  }
  return found;
}

/** Returns the version of one file, or undefined when it is gone. */
export async function findVersion(directory: string, file: string): Promise<string | undefined> {
  const found = await unlessMissing(stat(join(directory, file), { bigint: true }));
  return found === undefined ? undefined : `${found.ino}:${found.mtimeNs}:${found.size}`;
}

async function listFiles(directory: string): Promise<string[]> {
  const files = (await unlessMissing(readdir(directory))) ?? [];
  return files.filter((file) => file.endsWith(".json")).sort();
}
