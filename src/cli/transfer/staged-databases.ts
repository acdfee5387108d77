import type { Settings } from "../../config/settings.ts";
import { NeuronError } from "../../lib/errors.ts";
import { applyAll, type Move } from "../../lib/moves.ts";
import type { ServerSettings } from "../../store/connection.ts";
import type { Database } from "../../store/database.ts";
import { readPieces, requirePieces, type Piece } from "../../store/transfer/piece.ts";
import {
  dropIncoming,
  dropReplaced,
  incomingSuffix,
  makeRoom,
  swapMoves,
} from "../../store/transfer/swap.ts";
import type { Call } from "../command.ts";
import { withStore } from "./with-store.ts";

/** A network's database that is to be filled from elsewhere. */
export interface Filling {
  readonly network: string;
  /** What it must hold in the end. */
  readonly pieces: readonly Piece[];
  /** Version of the last schema file that the rows were written under. */
  readonly schemaVersion: number;
  /** Puts a piece's rows into this database. */
  load(database: Database, piece: Piece): Promise<void>;
}

export interface StagingOptions {
  /** Undefined for where the settings say. */
  readonly server?: ServerSettings | undefined;
  /** Databases that hold rows may be replaced. */
  readonly force: boolean;
  /** Made in one go with the swap of the databases. */
  readonly moves: readonly Move[];
}

/**
 * Fills a database beside each target, verifies it row by row, brings its schema up to date, and puts all of them into
 * their targets' places at once: readers see the old databases or the new. Whatever fails before leaves the targets
 * as they were. Throws TARGET_OCCUPIED for a target with rows, unless forced.
 */
export async function replaceDatabases(
  call: Call,
  fillings: readonly Filling[],
  { server, force, moves }: StagingOptions,
): Promise<void> {
  const { signal } = call.shell;
  await withStore(call, { server }, async (targets) => {
    if (!force) for (const { network } of fillings) await requireEmpty(targets.database(network), signal);
    const places = fillings.map(({ network }) => ({
      server: targets.server(network),
      name: targets.database(network).name,
    }));
    for (const place of places) await makeRoom(place.server, place.name, signal);
    try {
      for (const filling of fillings) await fill(call, filling, server);
      await applyAll([...moves, ...places.flatMap((place) => swapMoves(place.server, place.name))]);
    } catch (error) {
      for (const place of places) await dropIncoming(place.server, place.name);
      throw error;
    }
    for (const place of places) await dropReplaced(place.server, place.name);
  });
}

/** Replicated tables cannot be renamed as this needs it. Throws CONFIG_INVALID where a cluster is configured. */
export function requireNoCluster({ clickhouse }: Settings): void {
  if (clickhouse.cluster === undefined) return;
  throw new NeuronError(
    "CONFIG_INVALID",
    "A cluster's tables are copied and restored with ClickHouse's own BACKUP and RESTORE, not with this command",
  );
}

async function requireEmpty(database: Database, signal: AbortSignal): Promise<void> {
  const [first] = await readPieces(database, signal);
  if (first === undefined) return;
  throw new NeuronError(
    "TARGET_OCCUPIED",
    `Database ${database.name} holds rows already (in ${first.table}); use another one, or --force to replace it`,
    { context: { database: database.name, table: first.table } },
  );
}

async function fill(call: Call, filling: Filling, server: ServerSettings | undefined): Promise<void> {
  const { network, pieces, schemaVersion } = filling;
  const incoming = { server, databaseSuffix: incomingSuffix };
  const alone = onlyNetwork(call, network);
  await withStore(alone, { ...incoming, schemaVersion }, async (store) => {
    const database = store.database(network);
    for (const piece of pieces) await filling.load(database, piece);
    await requirePieces(database, pieces, call.shell.signal);
  });
  // Starting once more applies the schema files that are newer than the rows.
  await withStore(alone, incoming, () => Promise.resolve());
}

function onlyNetwork(call: Call, network: string): Call {
  const settings = { ...call.config.settings, networks: [network] };
  return { ...call, config: { ...call.config, settings } };
}
