import { z } from "zod";
import { NeuronError } from "../lib/errors.ts";
import { clusterStatement, type ClusterSettings } from "./cluster.ts";
import type { Database } from "./database.ts";

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

export interface CreateDatabaseOptions {
  readonly cluster: ClusterSettings | undefined;
  readonly signal: AbortSignal;
}

/**
 * Creates a database unless it exists: an operator may have made it, for a user that may not.
 *
 * @param server a database that always exists, on the same server.
 */
export async function createDatabase(
  server: Database,
  name: string,
  { cluster, signal }: CreateDatabaseOptions,
): Promise<void> {
  if (!namePattern.test(name)) {
    throw new NeuronError(
      "CONFIG_INVALID",
      `A database cannot be called ${name}; use letters, digits and underscores`,
    );
  }
  const found = await server.findRow(
    z.object({ name: z.string() }),
    "SELECT name FROM system.databases WHERE name = {name:String}",
    { params: { name }, signal },
  );
  if (found !== undefined) return;
  await server.command(clusterStatement(`CREATE DATABASE IF NOT EXISTS ${name}`, cluster), { signal });
}
