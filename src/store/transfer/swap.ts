import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { Move } from "../../lib/moves.ts";
import type { Database } from "../database.ts";

/** Databases that are being filled, and those that were put aside, are called like their target, and this. */
export const incomingSuffix = "_incoming";
const replacedSuffix = "_replaced";

/**
 * Makes room for a database that is to take the target's place: drops what an attempt that died has left. Throws
 * TARGET_OCCUPIED when such an attempt has put the target aside: only the operator knows which of the two to keep.
 *
 * @param server a database that always exists, on the same server.
 */
export async function makeRoom(server: Database, target: string, signal: AbortSignal): Promise<void> {
  const aside = `${target}${replacedSuffix}`;
  if (await exists(server, aside, signal)) {
    throw new NeuronError(
      "TARGET_OCCUPIED",
      `Database ${aside} is what an interrupted restore has put aside. Drop it, or drop ${target} and rename ${aside} to ${target}`,
      { context: { database: aside } },
    );
  }
  await dropDatabase(server, `${target}${incomingSuffix}`);
}

/** Returns the moves that put the filled database into the target's place; the target is kept until `dropReplaced`. */
export function swapMoves(server: Database, target: string): Move[] {
  return [
    renaming(server, target, `${target}${replacedSuffix}`),
    renaming(server, `${target}${incomingSuffix}`, target),
  ];
}

/** Drops what the swap has put aside. */
export async function dropReplaced(server: Database, target: string): Promise<void> {
  await dropDatabase(server, `${target}${replacedSuffix}`);
}

/** Drops a database that never took the target's place. */
export async function dropIncoming(server: Database, target: string): Promise<void> {
  await dropDatabase(server, `${target}${incomingSuffix}`);
}

function renaming(server: Database, from: string, to: string): Move {
  return {
    apply: () => server.command(`RENAME DATABASE ${from} TO ${to}`),
    revert: () => server.command(`RENAME DATABASE ${to} TO ${from}`),
  };
}

async function dropDatabase(server: Database, name: string): Promise<void> {
  await server.command(`DROP DATABASE IF EXISTS ${name} SYNC`);
}

async function exists(server: Database, name: string, signal: AbortSignal): Promise<boolean> {
  const sql = "SELECT name FROM system.databases WHERE name = {name:String}";
  return (
    (await server.findRow(z.object({ name: z.string() }), sql, { params: { name }, signal })) !== undefined
  );
}
