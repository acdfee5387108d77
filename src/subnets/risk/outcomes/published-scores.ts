import { z } from "zod";
import type { Database } from "../../../store/database.ts";
import type { ScoredAlerts } from "../grading/submission.ts";

const scoreRow = z.object({ alert_id: z.string(), score: z.number().nullable() });

const scoresOfPublication = `
SELECT alert_id, score
FROM alert_scores
WHERE publication_id = {publication:String}
ORDER BY alert_id`;

/** Returns the alert scores of a publication. */
export async function publishedScores(
  database: Database,
  publicationId: string,
  signal: AbortSignal,
): Promise<ScoredAlerts> {
  const params = { publication: publicationId };
  const rows = await database.rows(scoreRow, scoresOfPublication, { params, signal });
  return {
    alertIds: rows.map((row) => row.alert_id),
    // A score that is no number is written as null.
    scores: Float64Array.from(rows, ({ score }) => score ?? NaN),
  };
}
