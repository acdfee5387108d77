import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import { sha256OfFile, syncDirectory, unlessMissing, writeFileAtomically } from "../../lib/files.ts";
import type { Database } from "../../store/database.ts";
import { readPieces, savePiece } from "../../store/transfer/piece.ts";
import type { Call, Result } from "../command.ts";
import { requiredText } from "../wallet/selection.ts";
import { readStateFiles, type StateFile } from "./data-files.ts";
import { holdingLocks } from "./holding-locks.ts";
import {
  backupFormat,
  manifestName,
  pieceFile,
  stateFile,
  type Manifest,
  type SavedDatabase,
  type SavedFile,
} from "./manifest.ts";
import { withStore } from "./with-store.ts";

/**
 * Writes a backup of every configured network and of the data directory's files into a new directory, which appears
 * whole or not at all. The neuron goes on serving; its jobs wait. Throws TARGET_OCCUPIED, or LOCKED while a job runs.
 */
export async function writeBackup(call: Call): Promise<Result> {
  const { config, shell } = call;
  const { networks } = config.settings;
  const dataDirectory = resolve(shell.workingDirectory, config.settings.dataDir);
  const output = resolve(shell.workingDirectory, requiredText(call, "output"));
  await requireVacant(output);
  const manifest = await holdingLocks(
    { dataDirectory, networks, neuron: false, command: "neuron backup" },
    () => appearingWhole(output, (draft) => fill(call, draft, dataDirectory)),
  );
  const summary = summarise(manifest);
  call.print(`${output}: ${summary.rows} rows in ${summary.partitions} partitions, ${summary.files} files`);
  return { output, madeAt: manifest.made_at, networks, ...summary };
}

async function requireVacant(output: string): Promise<void> {
  const found = (await unlessMissing(readdir(output))) ?? [];
  if (found.length === 0) return;
  throw new NeuronError("TARGET_OCCUPIED", `${output} is not empty; give the backup a new directory`, {
    context: { output },
  });
}

async function appearingWhole<Outcome>(
  output: string,
  work: (draft: string) => Promise<Outcome>,
): Promise<Outcome> {
  await mkdir(dirname(output), { recursive: true });
  // Made for its owner alone: what is in the tables is nobody else's business.
  const draft = await mkdtemp(`${output}.part-`);
  try {
    const outcome = await work(draft);
    await rename(draft, output);
    await syncDirectory(dirname(output));
    return outcome;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function fill(call: Call, draft: string, dataDirectory: string): Promise<Manifest> {
  const { config, shell, tools } = call;
  const { signal } = shell;
  const databases = await withStore(call, {}, async (store) => {
    const saved: SavedDatabase[] = [];
    for (const network of config.settings.networks) {
      saved.push(await saveDatabase(store.database(network), { network, draft, signal }));
    }
    return saved;
  });
  const files: SavedFile[] = [];
  for (const file of await readStateFiles(dataDirectory)) {
    files.push(await saveFile(dataDirectory, file, { draft, signal }));
  }
  const madeAt = new Date(tools.clock.now()).toISOString();
  const manifest: Manifest = { format: backupFormat, made_at: madeAt, databases, files };
  await writeFileAtomically(join(draft, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, 0o600);
  return manifest;
}

const selectSchema = "SELECT DISTINCT version, name, checksum FROM schema_migrations ORDER BY version";
const schemaRow = z.object({ version: z.number(), name: z.string(), checksum: z.string() });

async function saveDatabase(
  database: Database,
  { network, draft, signal }: { network: string; draft: string; signal: AbortSignal },
): Promise<SavedDatabase> {
  await mkdir(join(draft, "databases", network), { recursive: true });
  const pieces: SavedDatabase["pieces"] = [];
  for (const piece of await readPieces(database, signal)) {
    const path = join(draft, pieceFile(network, piece));
    await savePiece(database, piece, { path, signal });
    pieces.push({ ...piece, ...(await measure(path, signal)) });
  }
  return { network, schema: await database.rows(schemaRow, selectSchema, { signal }), pieces };
}

async function saveFile(
  dataDirectory: string,
  { path, mode }: StateFile,
  { draft, signal }: { draft: string; signal: AbortSignal },
): Promise<SavedFile> {
  const copy = join(draft, stateFile(path));
  await mkdir(dirname(copy), { recursive: true });
  await copyFile(join(dataDirectory, path), copy);
  await chmod(copy, 0o600);
  return { path, mode, ...(await measure(copy, signal)) };
}

async function measure(path: string, signal: AbortSignal) {
  return { bytes: (await stat(path)).size, sha256: await sha256OfFile(path, signal) };
}

function summarise({ databases, files }: Manifest) {
  const pieces = databases.flatMap((database) => database.pieces);
  return {
    partitions: pieces.length,
    rows: pieces.reduce((sum, { rows }) => sum + rows, 0),
    bytes: [...pieces, ...files].reduce((sum, { bytes }) => sum + bytes, 0),
    files: files.length,
  };
}
