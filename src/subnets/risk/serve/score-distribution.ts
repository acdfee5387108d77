import { z } from "zod";
import type { Publication } from "../publication.ts";
import type { ReadDatabase } from "./read-database.ts";

/** Steps of 0.05 from 0 to 1; a score of 1 belongs to the last. */
const stepCount = 20;

const selectSteps = `
  SELECT toUInt8(least(${stepCount - 1}, floor(score * ${stepCount}))) AS step, toUInt32(count()) AS scores
  FROM alert_scores
  WHERE publication_id = {publicationId:String}
  GROUP BY step`;

const stepRow = z.object({ step: z.number(), scores: z.number() });

/** Returns how many alert scores of a publication lie in each step. Throws as `Database.rows` does. */
export async function readScoreDistribution(
  database: ReadDatabase,
  { publicationId }: Pick<Publication, "publicationId">,
): Promise<number[]> {
  const rows = await database.rows(stepRow, selectSteps, { params: { publicationId } });
  const counts = new Map(rows.map(({ step, scores }) => [step, scores]));
  return Array.from({ length: stepCount }, (_, step) => counts.get(step) ?? 0);
}
