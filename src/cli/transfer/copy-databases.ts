import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { withScratch } from "../../lib/scratch.ts";
import type { Database } from "../../store/database.ts";
import { readSchemaFiles, schemaDirectory } from "../../store/migrations/schema-files.ts";
import { loadPiece, readPieces, savePiece, type Piece } from "../../store/transfer/piece.ts";
import type { Call, Result } from "../command.ts";
import { requiredText } from "../wallet/selection.ts";
import { holdingLocks } from "./holding-locks.ts";
import { replaceDatabases, requireNoCluster, type Filling } from "./staged-databases.ts";
import { parseServerAddress, settingsFor } from "./server-address.ts";
import { withStore } from "./with-store.ts";

/**
 * Copies the tables of every configured network to another server, all or none, and verifies them by counts and
 * digests of each partition. What is here stays as it is. Throws TARGET_OCCUPIED for a database with rows, LOCKED
 * while a neuron runs: what it published during the copy would be missing there.
 */
export async function copyDatabases(call: Call): Promise<Result> {
  const { config, shell } = call;
  const { networks } = config.settings;
  requireNoCluster(config.settings);
  const address = requiredText(call, "to");
  const server = parseServerAddress(address, shell.environment[passwordVariable]);
  const dataDirectory = resolve(shell.workingDirectory, config.settings.dataDir);
  const copied = await holdingLocks(
    { dataDirectory, networks, neuron: true, command: "neuron db copy" },
    () =>
      withScratch(join(dataDirectory, "scratch"), (scratch) =>
        withStore(call, {}, async (store) => {
          const fillings = [];
          for (const network of networks) {
            fillings.push(
              await fillingFrom(store.database(network), { network, scratch, signal: shell.signal }),
            );
          }
          await replaceDatabases(call, fillings, { server, force: false, moves: [] });
          return fillings.map(summarise);
        }),
      ),
  );
  const settings = settingsFor(server);
  for (const { network, rows, partitions } of copied) {
    call.print(`${network}: ${rows} rows in ${partitions} partitions, copied and verified`);
  }
  call.print("To use the copy, put these lines and CLICKHOUSE_PASSWORD into .env, and restart the neuron:");
  for (const line of settings) call.print(line);
  return { copied, settings };
}

const passwordVariable = "DB_COPY_PASSWORD";

async function fillingFrom(
  source: Database,
  { network, scratch, signal }: { network: string; scratch: string; signal: AbortSignal },
): Promise<Filling> {
  return {
    network,
    pieces: await readPieces(source, signal),
    // Opening the source has brought it up to the last of them.
    schemaVersion: (await readSchemaFiles(schemaDirectory)).length,
    load: (target, piece) => passOn(piece, { source, target, path: join(scratch, "piece"), signal }),
  };
}

async function passOn(
  piece: Piece,
  { source, target, path, signal }: { source: Database; target: Database; path: string; signal: AbortSignal },
): Promise<void> {
  await savePiece(source, piece, { path, signal });
  await loadPiece(target, piece, { path, signal });
  await rm(path);
}

function summarise({ network, pieces }: Filling) {
  return { network, partitions: pieces.length, rows: pieces.reduce((sum, { rows }) => sum + rows, 0) };
}
