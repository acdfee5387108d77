import { randomUUID } from "node:crypto";
import { chmod, copyFile, mkdir, rename } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { NeuronError } from "../../lib/errors.ts";
import type { Move } from "../../lib/moves.ts";
import { withScratch } from "../../lib/scratch.ts";
import { planMigrations } from "../../store/migrations/plan.ts";
import { readSchemaFiles, schemaDirectory } from "../../store/migrations/schema-files.ts";
import { loadPiece } from "../../store/transfer/piece.ts";
import type { Call, Result } from "../command.ts";
import { requiredText } from "../wallet/selection.ts";
import { entryOf, readStateFiles, type StateFile } from "./data-files.ts";
import { holdingLocks } from "./holding-locks.ts";
import { pieceFile, readManifest, stateFile, type Manifest, type SavedDatabase } from "./manifest.ts";
import { replaceDatabases, requireNoCluster, type Filling } from "./staged-databases.ts";
import { verifyBackup } from "./verify-backup.ts";

/**
 * Brings the networks and files of a backup back, all or none. The backup is verified before anything is touched.
 * Throws BACKUP_REFUSED, TARGET_OCCUPIED without `--force` where there is state already, LOCKED while a neuron runs.
 */
export async function restoreBackup(call: Call): Promise<Result> {
  const { config, shell, options } = call;
  requireNoCluster(config.settings);
  const source = resolve(shell.workingDirectory, requiredText(call, "from"));
  const manifest = await readManifest(source);
  await requireFitting(manifest, config.settings.networks);
  await verifyBackup(source, manifest, shell.signal);

  const dataDirectory = resolve(shell.workingDirectory, config.settings.dataDir);
  const networks = manifest.databases.map(({ network }) => network);
  const force = options["force"] === true;
  await holdingLocks({ dataDirectory, networks, neuron: true, command: "neuron restore" }, async () => {
    const present = await readStateFiles(dataDirectory);
    if (!force) requireNoState(dataDirectory, present);
    await withScratch(join(dataDirectory, "scratch"), async (scratch) => {
      const moves = await stageFiles(manifest, { source, dataDirectory, scratch, present });
      const fillings = manifest.databases.map((database) => toFilling(database, source, shell.signal));
      await replaceDatabases(call, fillings, { force, moves });
    });
  });
  call.print(`${source}, made at ${manifest.made_at}, is restored: ${networks.join(", ")}`);
  return { source, madeAt: manifest.made_at, networks, files: manifest.files.length };
}

async function requireFitting({ databases }: Manifest, configured: readonly string[]): Promise<void> {
  const files = await readSchemaFiles(schemaDirectory);
  for (const { network, schema } of databases) {
    planMigrations(`of ${network} in the backup`, files, schema);
    if (!configured.includes(network)) {
      throw new NeuronError(
        "BACKUP_REFUSED",
        `The backup holds ${network}, which is not configured; add it to the setting networks`,
        { context: { network } },
      );
    }
  }
}

function requireNoState(dataDirectory: string, [first]: readonly StateFile[]): void {
  if (first === undefined) return;
  throw new NeuronError(
    "TARGET_OCCUPIED",
    `${dataDirectory} holds state already (${first.path}); use another data directory, or --force to replace it`,
    { context: { dataDirectory, path: first.path } },
  );
}

function toFilling({ network, pieces, schema }: SavedDatabase, source: string, signal: AbortSignal): Filling {
  return {
    network,
    pieces,
    schemaVersion: Math.max(...schema.map(({ version }) => version)),
    load: (database, piece) =>
      loadPiece(database, piece, { path: join(source, pieceFile(network, piece)), signal }),
  };
}

interface Places {
  readonly source: string;
  readonly dataDirectory: string;
  readonly scratch: string;
  /** What the data directory holds now. */
  readonly present: readonly StateFile[];
}

/** Copies the files beside the data directory's own and returns the moves that put them into their place. */
async function stageFiles(
  { files }: Manifest,
  { source, dataDirectory, scratch, present }: Places,
): Promise<readonly Move[]> {
  const incoming = join(scratch, "incoming");
  const replaced = join(scratch, `replaced-${randomUUID()}`);
  await mkdir(replaced);
  for (const { path, mode } of files) {
    const staged = join(incoming, path);
    await mkdir(dirname(staged), { recursive: true });
    await copyFile(join(source, stateFile(path)), staged);
    await chmod(staged, mode);
  }
  return [
    ...entriesOf(present).map((entry) => renaming(join(dataDirectory, entry), join(replaced, entry))),
    ...entriesOf(files).map((entry) => renaming(join(incoming, entry), join(dataDirectory, entry))),
  ];
}

function entriesOf(files: readonly { readonly path: string }[]): string[] {
  return [...new Set(files.map(({ path }) => entryOf(path)))];
}

function renaming(from: string, to: string): Move {
  return { apply: () => rename(from, to), revert: () => rename(to, from) };
}
