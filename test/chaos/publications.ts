import { z } from "zod";
import { network } from "./batches.ts";
import type { EngineReader } from "./engine-reader.ts";

export type Kind = "scores" | "rankings" | "clusters";

/** One publication as the tables have it, read beside the neuron. */
export interface Recorded {
  readonly id: string;
  readonly date: string;
  /** Its place among the publications of its date, by the time that the ledger gave it. */
  readonly updatedMs: number;
  readonly models: Readonly<Record<Kind, string>>;
  readonly rows: Readonly<Record<Kind, readonly Readonly<Record<string, unknown>>[]>>;
}

const completed = z.object({
  publication_id: z.string(),
  processing_date: z.string(),
  updated_ms: z.number(),
  scores: z.number(),
  clusters: z.number(),
  scorer: z.string(),
  ranker: z.string(),
  clusterer: z.string(),
});

const selectCompleted = `
  SELECT publication_id, toString(processing_date) AS processing_date,
    toUnixTimestamp64Milli(updated_at) AS updated_ms,
    output_counts_alert_scores AS scores, output_counts_cluster_scores AS clusters,
    model_versions_alert_scorer AS scorer, model_versions_alert_ranker AS ranker,
    model_versions_cluster_scorer AS clusterer
  FROM ${network}_db.batch_metadata WHERE status = 'COMPLETED' ORDER BY updated_at`;

const tables: Readonly<Record<Kind, string>> = {
  scores: `SELECT alert_id, score, latency_ms FROM ${network}_db.alert_scores
    WHERE publication_id = {id:String} ORDER BY alert_id`,
  rankings: `SELECT alert_id, rank, score FROM ${network}_db.alert_rankings
    WHERE publication_id = {id:String} ORDER BY rank`,
  clusters: `SELECT cluster_id, score, latency_ms FROM ${network}_db.cluster_scores
    WHERE publication_id = {id:String} ORDER BY cluster_id`,
};

const anyRow = z.record(z.string(), z.unknown());

/** Every publication that was made, with its rows, as soon as it is made: superseded ones leave the tables. */
export class Publications {
  readonly #reader: EngineReader;
  readonly #byId = new Map<string, Recorded>();
  /** Completed, but their rows had left the tables before they could be read. */
  readonly #unread = new Set<string>();

  constructor(reader: EngineReader) {
    this.#reader = reader;
  }

  get count(): number {
    return this.#byId.size + this.#unread.size;
  }

  /** Returns whether the tables ever had this publication as a completed one. */
  has(id: string): boolean {
    return this.#byId.has(id) || this.#unread.has(id);
  }

  of(date: string): readonly Recorded[] {
    return [...this.#byId.values()].filter((publication) => publication.date === date);
  }

  /** Returns the dates that are published, oldest first. */
  get dates(): readonly string[] {
    return [...new Set([...this.#byId.values()].map(({ date }) => date))].sort();
  }

  /** Reads what is new; returns false while no engine answers. */
  async refresh(): Promise<boolean> {
    const rows = await this.#reader.findRows(completed, selectCompleted);
    if (rows === undefined) return false;
    for (const row of rows.filter(({ publication_id: id }) => !this.has(id))) {
      if (!(await this.#read(row))) return false;
    }
    return true;
  }

  /** Returns the identities that the ledger holds now, or undefined while no engine answers. */
  async findKept(): Promise<ReadonlySet<string> | undefined> {
    const rows = await this.#reader.findRows(completed, selectCompleted);
    return rows && new Set(rows.map(({ publication_id: id }) => id));
  }

  async #read(row: z.infer<typeof completed>): Promise<boolean> {
    const { publication_id: id } = row;
    const [scores, rankings, clusters] = await Promise.all(
      [tables.scores, tables.rankings, tables.clusters].map((sql) =>
        this.#reader.findRows(anyRow, sql, { id }),
      ),
    );
    if (scores === undefined || rankings === undefined || clusters === undefined) return false;
    const isWhole =
      scores.length === row.scores && rankings.length === row.scores && clusters.length === row.clusters;
    if (!isWhole) this.#unread.add(id);
    else {
      this.#byId.set(id, {
        id,
        date: row.processing_date,
        updatedMs: row.updated_ms,
        models: { scores: row.scorer, rankings: row.ranker, clusters: row.clusterer },
        rows: { scores, rankings, clusters },
      });
    }
    return true;
  }
}
