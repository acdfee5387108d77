import { z } from "zod";
import type { Database } from "../../../store/database.ts";

const dateRow = z.object({ processing_date: z.string() });

/**
 * A date is graded again when it was published anew, or its later batch ingested anew: the grade is of what was there
 * before. Where no grade is, its time is 1970.
 */
const ungraded = `
SELECT toString(published.processing_date) AS processing_date
FROM (
    SELECT processing_date, publication_id FROM batch_metadata
    WHERE status = 'COMPLETED' AND window_days = {window:UInt16}
    ORDER BY processing_date, updated_at DESC, publication_id DESC
    LIMIT 1 BY processing_date
) AS published
INNER JOIN (
    SELECT processing_date - {days:UInt16} AS processing_date, max(accepted_at) AS known_at FROM ingestions
    WHERE window_days = {window:UInt16}
    GROUP BY processing_date
) AS later ON later.processing_date = published.processing_date
LEFT JOIN (
    SELECT publication_id, max(graded_at) AS graded_at FROM grades GROUP BY publication_id
) AS grade ON grade.publication_id = published.publication_id
WHERE grade.graded_at < later.known_at
ORDER BY published.processing_date`;

/**
 * Returns the published dates of which it is known by now what became of them, and that have no grade that says so,
 * oldest first.
 * @param evolutionDays after how many days that is seen, in the batch of that day.
 */
export async function ungradedDates(
  database: Pick<Database, "rows">,
  { windowDays, evolutionDays }: { readonly windowDays: number; readonly evolutionDays: number },
): Promise<string[]> {
  const params = { window: windowDays, days: evolutionDays };
  const rows = await database.rows(dateRow, ungraded, { params });
  return rows.map(({ processing_date }) => processing_date);
}
