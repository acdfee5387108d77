import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import { sha256OfFile } from "../../lib/files.ts";
import { pieceFile, stateFile, type Manifest } from "./manifest.ts";

interface Expected {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Throws BACKUP_REFUSED unless every file that the manifest names is there, byte by byte. */
export async function verifyBackup(
  directory: string,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  for (const file of expectedFiles(manifest)) await verifyFile(directory, file, signal);
}

function expectedFiles({ databases, files }: Manifest): Expected[] {
  return [
    ...databases.flatMap(({ network, pieces }) =>
      pieces.map((piece) => ({ ...piece, path: pieceFile(network, piece) })),
    ),
    ...files.map((file) => ({ ...file, path: stateFile(file.path) })),
  ];
}

async function verifyFile(
  directory: string,
  { path, bytes, sha256 }: Expected,
  signal: AbortSignal,
): Promise<void> {
  const full = join(directory, path);
  const found = await stat(full).catch((error: unknown) => {
    throw damaged(full, messageOf(error));
  });
  if (found.size !== bytes) throw damaged(full, `${found.size} bytes instead of ${bytes}`);
  if ((await sha256OfFile(full, signal)) !== sha256) throw damaged(full, "its content has changed");
}

function damaged(path: string, reason: string): NeuronError {
  return new NeuronError("BACKUP_REFUSED", `The backup is damaged: ${path}: ${reason}. Use another backup`, {
    context: { path },
  });
}
