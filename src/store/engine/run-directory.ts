import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pid } from "node:process";
import { isProcessAlive } from "../../lib/process-identity.ts";
import { renderServerConfig, renderUsersConfig } from "./engine-config.ts";

/** Where one run of the engine finds its configuration and leaves its port; private to this operator. */
export interface RunDirectory {
  readonly path: string;
  readonly configPath: string;
  /** Whoever holds it may start an engine on the tables; the same for every run. */
  readonly lockPath: string;
}

const ownerOnlyFile = { mode: 0o600 };
const ownerOnlyDirectory = { mode: 0o700, recursive: true };

/**
 * Makes the directory of one run, with its configuration, named after the process that makes it: two that race
 * for the same data directory must not write each other's files.
 */
export async function makeRunDirectory(
  dataDir: string,
  maxMemoryBytes: number,
  passwordSha256: string,
): Promise<RunDirectory> {
  const path = join(runsDirectory(dataDir), `${pid}-${randomUUID()}`);
  const configPath = join(path, "config.xml");
  const usersPath = join(path, "users.xml");
  const tablesPath = resolve(dataDir, "clickhouse");
  await mkdir(tablesPath, ownerOnlyDirectory);
  await mkdir(path, ownerOnlyDirectory);
  await writeFile(configPath, renderServerConfig({ tablesPath, usersPath, maxMemoryBytes }), ownerOnlyFile);
  await writeFile(usersPath, renderUsersConfig(passwordSha256), ownerOnlyFile);
  return { path, configPath, lockPath: join(tablesPath, "lock") };
}

/** Returns the port that the engine has told, undefined while it has not; unwritten is a port that is being told. */
export async function findPort(directory: RunDirectory): Promise<number | "unwritten" | undefined> {
  const text = await readFile(join(directory.path, "port"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return /^\d+\n$/.test(text) ? Number(text) : "unwritten";
}

/** Removes what processes left behind that had no time to clean up. */
export async function sweepRunDirectories(dataDir: string): Promise<void> {
  const runs = runsDirectory(dataDir);
  for (const name of await readdir(runs)) {
    if (!(await isProcessAlive(Number.parseInt(name, 10))))
      await rm(join(runs, name), { recursive: true, force: true });
  }
}

function runsDirectory(dataDir: string): string {
  return resolve(dataDir, "clickhouse-run");
}
