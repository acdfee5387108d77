import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import { readInPieces } from "../../lib/files.ts";
import type { Database } from "../database.ts";

/** One partition of one table: what is saved, loaded and compared as a whole. */
export interface Piece {
  readonly table: string;
  /** The server's own name for the partition, which follows from its value; `all` where a table has none. */
  readonly partition: string;
  readonly rows: number;
  /** Tells every change of a row, and no change of their order. Decimal text. */
  readonly digest: string;
}

export const pieceSchema: z.ZodType<Piece> = z.object({
  table: z.string().regex(/^\w{1,128}$/),
  partition: z.string().regex(/^[\w-]{1,128}$/),
  rows: z.int().nonnegative(),
  digest: z.string().regex(/^\d+-\d+$/),
});

/** Every database keeps this one of its own, with its own dates. */
const ledgerOfSchema = "schema_migrations";

/** Rows travel as the server's own blocks, compressed and with checksums; these settings are of its HTTP interface. */
const sending = { compress: 1, network_compression_method: "ZSTD" };
const receiving = { decompress: 1 };

/**
 * Returns what the tables of a database hold, by table and partition. It is one state of the database while nobody
 * writes to it.
 */
export async function readPieces(database: Database, signal: AbortSignal): Promise<Piece[]> {
  const tables = await database.rows(z.object({ name: z.string() }), selectTables, {
    params: { ledger: ledgerOfSchema },
    signal,
  });
  const pieces: Piece[] = [];
  for (const { name } of tables) pieces.push(...(await readTable(database, name, signal)));
  return pieces;
}

/** Saves a piece's rows to a file. */
export async function savePiece(
  database: Database,
  { table, partition }: Piece,
  { path, signal }: { path: string; signal: AbortSignal },
): Promise<void> {
  const sql = `SELECT * FROM ${table} WHERE _partition_id = {partition:String} FORMAT Native`;
  await database.save(sql, path, { params: { partition }, settings: sending, signal });
}

/** Adds the rows of a saved piece to their table. Columns that the file lacks get their defaults. */
export async function loadPiece(
  database: Database,
  { table }: Piece,
  { path, signal }: { path: string; signal: AbortSignal },
): Promise<void> {
  const rows = readInPieces(path);
  await database.insert(`INSERT INTO ${table} FORMAT Native`, rows, { settings: receiving, signal });
}

/** Throws SELF_CHECK_FAILED unless the database holds exactly these pieces, row by row. */
export async function requirePieces(
  database: Database,
  expected: readonly Piece[],
  signal: AbortSignal,
): Promise<void> {
  const wanted = expected.map(textOf).sort();
  const found = (await readPieces(database, signal)).map(textOf).sort();
  const difference =
    wanted.find((text) => !found.includes(text)) ?? found.find((text) => !wanted.includes(text));
  if (difference === undefined) return;
  throw new NeuronError(
    "SELF_CHECK_FAILED",
    `The copy in ${database.name} is not what was copied: ${difference}. Nothing was changed; try again`,
    { context: { database: database.name, difference } },
  );
}

/**
 * The names are the schema's own, never somebody's text. Hashed bare, a row with a NULL in any column has no hash and
 * would be left out of the sum; as a tuple it has one.
 */
async function readTable(database: Database, table: string, signal: AbortSignal): Promise<Piece[]> {
  const sql = `
SELECT '${table}' AS table, _partition_id AS partition, count() AS rows,
  concat(toString(sum(sipHash64(tuple(*)))), '-', toString(groupBitXor(sipHash64(tuple(*))))) AS digest
FROM ${table} GROUP BY partition ORDER BY partition`;
  return database.rows(pieceSchema, sql, { signal });
}

function textOf({ table, partition, rows, digest }: Piece): string {
  return `${table} ${partition}: ${rows} rows, digest ${digest}`;
}

const selectTables = `
SELECT name FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != {ledger:String}
ORDER BY name`;
