import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import type { Database } from "../../../store/database.ts";
import { describeBatch } from "../batch.ts";
import type { Run } from "./publication-ledger.ts";

const violation = z.object({ rule: z.string(), violations: z.number() });

/**
 * The gate that validators put before grading, run on our own output (facts: aml-risk 7.2): every alert scored
 * once, in range, by a named model. The same for rankings, whose ranks must be 1 to N, and for clusters.
 */
const brokenRules = `
SELECT rule, violations FROM (
  ${completeness("alert_scores", "raw_alerts", "alert_id")}
  UNION ALL ${completeness("alert_rankings", "raw_alerts", "alert_id")}
  UNION ALL ${completeness("cluster_scores", "raw_clusters", "cluster_id")}
  UNION ALL ${soundness("alert_scores", "alert_id")}
  UNION ALL ${soundness("alert_rankings", "alert_id")}
  UNION ALL ${soundness("cluster_scores", "cluster_id")}
  UNION ALL
  SELECT 'alert_rankings: ranks are 1 to N' AS rule, count() - uniqExactIf(rank, rank BETWEEN 1 AND total) AS violations
  FROM (SELECT rank, count() OVER () AS total FROM alert_rankings WHERE publication_id = {publication:String})
)
WHERE violations > 0`;

const spread = z.object({ alerts: z.number(), distinct: z.number() });
const scoreSpread = `
SELECT count() AS alerts, uniqExact(score) AS distinct FROM alert_scores WHERE publication_id = {publication:String}`;

/** Throws SELF_CHECK_FAILED, naming every broken rule, when the run's results may not be published. */
export async function checkIntegrity(
  database: Database,
  { key, batchId, publicationId }: Run,
): Promise<void> {
  const params = { batch: batchId, publication: publicationId };
  const broken = await database.rows(violation, brokenRules, { params });
  if (broken.length === 0) return;
  const rules = broken.map(({ rule, violations }) => `${rule} (${violations} rows)`).join("; ");
  throw new NeuronError("SELF_CHECK_FAILED", `Scores of ${describeBatch(key)} are not published: ${rules}`, {
    context: { batchId, publicationId },
  });
}

/** Returns whether every alert got the same score, which no validator can rank. One alert alone is no constant. */
export async function isConstant(database: Database, { publicationId }: Run): Promise<boolean> {
  const [row] = await database.rows(spread, scoreSpread, { params: { publication: publicationId } });
  return row !== undefined && row.alerts > 1 && row.distinct === 1;
}

function completeness(results: string, inputs: string, id: string): string {
  return `
  SELECT '${results}: every ${id} of the batch is there, and no other' AS rule,
    count() - countIf(in_batch AND in_results) AS violations
  FROM (
    SELECT ${id}, max(is_input) AS in_batch, max(NOT is_input) AS in_results
    FROM (
      SELECT ${id}, true AS is_input FROM ${inputs} WHERE batch_id = {batch:String}
      UNION ALL SELECT ${id}, false AS is_input FROM ${results} WHERE publication_id = {publication:String}
    )
    GROUP BY ${id}
  )`;
}

function soundness(results: string, id: string): string {
  return `
  SELECT '${results}: one row per ${id}, score in [0,1], model named' AS rule,
    (count() - uniqExact(${id})) + countIf(NOT (score >= 0 AND score <= 1)) + countIf(model_version = '') AS violations
  FROM ${results} WHERE publication_id = {publication:String}`;
}
