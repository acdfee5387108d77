import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import type { Database } from "../../../store/database.ts";
import { describeBatch } from "../batch.ts";
import type { ScoringRun } from "../scoring-run.ts";

const violation = z.object({ rule: z.string(), violations: z.number() });

/**
 * The gate that validators put before grading, run on our own output (facts: aml-risk 7.2): every alert scored
 * once, in range, by a named model. The same for rankings, whose ranks must be 1 to N, and for clusters.
 */
const brokenRules = `
SELECT rule, violations FROM (
  ${scoredOnce("alert_scores", "raw_alerts", "alert_id")}
  UNION ALL ${scoredOnce("alert_rankings", "raw_alerts", "alert_id")}
  UNION ALL ${scoredOnce("cluster_scores", "raw_clusters", "cluster_id")}
  UNION ALL
  SELECT 'alert_rankings: ranks are 1 to N' AS rule,
    count() - uniqExactIf(rank, rank BETWEEN 1 AND (SELECT count() FROM alert_rankings WHERE publication_id = {publication:String})) AS violations
  FROM alert_rankings WHERE publication_id = {publication:String}
)
WHERE violations > 0`;

const constancy = z.object({ is_constant: z.number() });
const scoresConstancy = `
SELECT count() > 1 AND min(model_score) = max(model_score) AS is_constant
FROM alert_scores WHERE publication_id = {publication:String}`;

/** Throws SELF_CHECK_FAILED, naming every broken rule, when the run's results may not be published. */
export async function checkIntegrity(
  database: Database,
  { key, batchId, publicationId }: ScoringRun,
): Promise<void> {
  const params = { batch: batchId, publication: publicationId };
  const broken = await database.rows(violation, brokenRules, { params });
  if (broken.length === 0) return;
  const rules = broken.map(({ rule, violations }) => `${rule} (${violations} rows)`).join("; ");
  throw new NeuronError("SELF_CHECK_FAILED", `Scores of ${describeBatch(key)} are not published: ${rules}`, {
    context: { batchId, publicationId },
  });
}

/**
 * Returns whether every alert got the same score before labels moved any, which no validator can rank. One alert alone is
 * no constant.
 */
export async function isConstant(database: Database, { publicationId }: ScoringRun): Promise<boolean> {
  const params = { publication: publicationId };
  const row = await database.findRow(constancy, scoresConstancy, { params });
  return row?.is_constant === 1;
}

/** All that is asked of a table takes one reading of it, and of the batch. */
function scoredOnce(results: string, inputs: string, id: string): string {
  return `
  SELECT tupleElement(found, 1) AS rule, tupleElement(found, 2) AS violations
  FROM (
    SELECT arrayJoin([
      ('${results}: every ${id} of the batch is there, and no other', countIf(inputs = 0 OR results = 0)),
      ('${results}: one row per ${id}', countIf(results > 1)),
      ('${results}: score in [0,1], model named', sum(unsound))
    ]) AS found
    FROM (
      SELECT ${id}, countIf(is_input) AS inputs, countIf(NOT is_input) AS results, countIf(is_unsound) AS unsound
      FROM (
        SELECT ${id}, true AS is_input, false AS is_unsound FROM ${inputs} WHERE batch_id = {batch:String}
        UNION ALL
        SELECT ${id}, false AS is_input, NOT (score >= 0 AND score <= 1) OR model_version = '' AS is_unsound
        FROM ${results} WHERE publication_id = {publication:String}
      )
      GROUP BY ${id}
    )
  )`;
}
