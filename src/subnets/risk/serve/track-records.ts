import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import type { TrackRecord } from "../../../ops/neuron-facts.ts";
import type { Publication } from "../publication.ts";
import type { NetworkDatabases } from "./read-database.ts";
import { readTrackRecord } from "./track-record.ts";

/** Changes whenever a grade or a model is added. */
const selectStamp = `
  SELECT concat(
    (SELECT concat(toString(count()), ' ', toString(max(graded_at))) FROM grades), ' ',
    (SELECT concat(toString(count()), ' ', toString(max(created_at))) FROM trained_models)
  ) AS stamp`;

const stampRow = z.object({ stamp: z.string() });

const noRecord: TrackRecord = { grades: [], calibrations: [] };

/** The track record of each network, read anew only when it has changed: many look at it, and often. */
export class TrackRecords {
  readonly #databases: NetworkDatabases;
  readonly #known = new Map<string, { readonly stamp: string; readonly record: TrackRecord }>();

  constructor(databases: NetworkDatabases) {
    this.#databases = databases;
  }

  /**
   * Returns a network's record; while its database is away, the last one known. Throws as `Database.rows` does for
   * any other failure.
   */
  async read(
    network: string,
    window: { readonly windowDays: number; readonly newest: Publication | undefined },
  ): Promise<TrackRecord> {
    const known = this.#known.get(network);
    try {
      return await this.#refresh(network, window);
    } catch (error) {
      if (error instanceof NeuronError && error.code === "STORE_UNAVAILABLE")
        return known?.record ?? noRecord;
      throw error;
    }
  }

  async #refresh(
    network: string,
    window: { readonly windowDays: number; readonly newest: Publication | undefined },
  ): Promise<TrackRecord> {
    const database = this.#databases.get(network);
    if (database === undefined) return noRecord;
    const known = this.#known.get(network);
    const rows = await database.findRow(stampRow, selectStamp);
    const stamp = `${window.windowDays} ${window.newest?.publicationId ?? ""} ${rows?.stamp ?? ""}`;
    if (known?.stamp === stamp) return known.record;
    const record = await readTrackRecord(database, window);
    this.#known.set(network, { stamp, record });
    return record;
  }
}
