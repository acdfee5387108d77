import { NeuronError } from "../lib/errors.ts";
import type { DatabaseSettings } from "./database.ts";
import { maskLiterals } from "./migrations/mask-literals.ts";

/** A cluster as ClickHouse's own configuration names it; every server there defines the macros shard and replica. */
export interface ClusterSettings {
  readonly name: string;
  /** How many replicas must have a write before it counts: a number of them, or `auto` for the majority. */
  readonly insertQuorum: number | "auto";
}

/**
 * Returns the settings that make a cluster behave as one server: a write counts when a quorum has it, and a read
 * sees every write that counts. Without a cluster there are none.
 */
export function clusterSettings(cluster: ClusterSettings | undefined): DatabaseSettings {
  if (cluster === undefined) return { read: {}, write: {} };
  return {
    read: { select_sequential_consistency: 1 },
    write: {
      insert_quorum: cluster.insertQuorum,
      // Sequential consistency is not defined for quorum inserts that run side by side.
      insert_quorum_parallel: 0,
    },
  };
}

/**
 * Returns the statement of a schema file as a cluster needs it: on every server, into replicated tables. The text
 * is unchanged without a cluster. Throws SCHEMA_REFUSED for a statement that it cannot place, rather than have it
 * run on one server only.
 */
export function clusterStatement(statement: string, cluster: ClusterSettings | undefined): string {
  if (cluster === undefined || insertPattern.test(maskLiterals(statement))) return statement;
  return replicateEngine(addOnCluster(statement, cluster.name));
}

const insertPattern = /^\s*INSERT\s+INTO\s/i;

/** A definition statement up to and with the name of what it defines. */
const definitionPattern =
  /^\s*(?:(?:CREATE|ALTER|DROP|TRUNCATE)\s+(?:TABLE|DATABASE|VIEW|MATERIALIZED\s+VIEW)|OPTIMIZE\s+TABLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\w.`"]+/i;

const enginePattern = /\bENGINE\s*=\s*((?:\w*?)MergeTree)\b(\s*\(([^()]*)\))?/i;

/** One path per table and shard in the keeper; the macros come from each server's own configuration. */
const replicaArguments = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'";

function addOnCluster(statement: string, cluster: string): string {
  const head = definitionPattern.exec(maskLiterals(statement))?.[0];
  if (head === undefined) {
    throw new NeuronError(
      "SCHEMA_REFUSED",
      `No place for ON CLUSTER in the statement: ${statement.trim().split("\n", 1)[0] ?? ""}`,
    );
  }
  return `${statement.slice(0, head.length)} ON CLUSTER '${cluster}'${statement.slice(head.length)}`;
}

function replicateEngine(statement: string): string {
  const match = enginePattern.exec(maskLiterals(statement));
  if (match === null) return statement;
  const [text, engine = "", , own = ""] = match;
  const end = match.index + text.length;
  const engineArguments = own.trim() === "" ? replicaArguments : `${replicaArguments}, ${own.trim()}`;
  return `${statement.slice(0, match.index)}ENGINE = Replicated${engine}(${engineArguments})${statement.slice(end)}`;
}
