import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import { pieceSchema, type Piece } from "../../store/transfer/piece.ts";
import { isState } from "./data-files.ts";

/** The form of a backup; another program may have written another. */
export const backupFormat = 1;
export const manifestName = "manifest.json";

/** A file of a backup, as it was written. */
const written = z.object({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const schemaFile = z.object({ version: z.int().positive(), name: z.string(), checksum: z.string() });

const databaseSchema = z.object({
  network: z.string().regex(/^[a-z0-9_]{1,32}$/),
  /** The schema files that had been applied. */
  schema: z.array(schemaFile).min(1),
  pieces: z.array(z.intersection(pieceSchema, written)),
});

const fileSchema = written.extend({
  /** Below the data directory, with slashes. */
  path: z.string().max(1_024).refine(isState, { error: "is no file of a neuron's state" }),
  mode: z.int().min(0).max(0o777),
});

const manifestSchema = z.object({
  format: z.literal(backupFormat),
  made_at: z.iso.datetime(),
  databases: z.array(databaseSchema),
  files: z.array(fileSchema),
});

/** What a backup holds: written last, so that a directory without it is no backup. */
export type Manifest = z.infer<typeof manifestSchema>;
export type SavedDatabase = Manifest["databases"][number];
export type SavedFile = Manifest["files"][number];
export type SchemaFileName = z.infer<typeof schemaFile>;

/** Reads a backup's manifest. Throws BACKUP_REFUSED when there is none that this program can read. */
export async function readManifest(directory: string): Promise<Manifest> {
  const path = join(directory, manifestName);
  const manifest = manifestSchema.safeParse(
    await readFile(path, "utf8")
      .then((text): unknown => JSON.parse(text))
      .catch((error: unknown) => {
        throw new NeuronError("BACKUP_REFUSED", `${directory} is no backup: ${messageOf(error)}`, {
          context: { path },
          cause: error,
        });
      }),
  );
  if (manifest.success) return manifest.data;
  throw new NeuronError(
    "BACKUP_REFUSED",
    `${path} is not what this program writes: ${z.prettifyError(manifest.error)}`,
    { context: { path }, cause: manifest.error },
  );
}

/** Returns where in a backup the rows of a piece are. */
export function pieceFile(network: string, { table, partition }: Pick<Piece, "table" | "partition">): string {
  return `databases/${network}/${table}-${partition}.native`;
}

/** Returns where in a backup a file of the data directory is. */
export function stateFile(path: string): string {
  return `files/${path}`;
}
