import { z } from "zod";
import type { Database } from "../../../store/database.ts";

const resultTables = ["alert_scores", "alert_rankings", "cluster_scores", "alert_explanations"] as const;

/** Readers may still hold the publication that a new one has just replaced. */
const keptPublications = 2;

const publication = z.object({ publication_id: z.string() });

const unreferenced = `
SELECT DISTINCT partition AS publication_id
FROM system.parts
WHERE database = currentDatabase() AND table IN {tables:Array(String)} AND active
  AND partition NOT IN (
    SELECT publication_id FROM batch_metadata
    WHERE status = 'COMPLETED'
    ORDER BY updated_at DESC
    LIMIT {kept:UInt8} BY window_days, processing_date
  )`;

/**
 * Removes the results that no reader can reach any more: of failed runs, and of publications older than the one
 * before the current. Returns their identities. Only the holder of the network's write lock may call it.
 */
export async function collectUnreachableResults(database: Database): Promise<string[]> {
  const params = { tables: resultTables, kept: keptPublications };
  const rows = await database.rows(publication, unreferenced, { params });
  for (const { publication_id } of rows) {
    for (const table of resultTables) {
      await database.command(`ALTER TABLE ${table} DROP PARTITION {publication:String}`, {
        params: { publication: publication_id },
      });
    }
  }
  return rows.map(({ publication_id }) => publication_id);
}
