import type { Database } from "../../../store/database.ts";

/** What serving needs of a network's database: it only reads. */
export type ReadDatabase = Pick<Database, "rows" | "findRow" | "chunks" | "isReachable">;

/** The database of each network that this miner serves, in the operator's order. */
export type NetworkDatabases = ReadonlyMap<string, ReadDatabase>;
