import { z } from "zod";
import type { Database } from "../../../store/database.ts";
import type { DateRange } from "../ingest/ledger.ts";

const dateRow = z.object({ processing_date: z.string() });

/** A batch that was ingested anew is unscored again: what is published is of the one before. */
const unscored = `
SELECT processing_date FROM (
    SELECT processing_date, batch_id FROM ingestions
    WHERE window_days = {window:UInt16} AND processing_date BETWEEN {from:Date} AND {to:Date}
    ORDER BY processing_date, accepted_at DESC, batch_id DESC
    LIMIT 1 BY processing_date
)
WHERE batch_id NOT IN (
    SELECT batch_id FROM batch_metadata
    WHERE status = 'COMPLETED' AND window_days = {window:UInt16}
    ORDER BY processing_date, updated_at DESC, publication_id DESC
    LIMIT 1 BY processing_date
)
ORDER BY processing_date`;

/** Returns the dates in a range whose accepted batch is not the published one, oldest first. */
export async function unscoredDates(
  database: Pick<Database, "rows">,
  windowDays: number,
  { from, to }: DateRange,
): Promise<string[]> {
  const rows = await database.rows(dateRow, unscored, { params: { window: windowDays, from, to } });
  return rows.map(({ processing_date }) => processing_date);
}
