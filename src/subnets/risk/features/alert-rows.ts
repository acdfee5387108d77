import { addressRows } from "./address-rows.ts";
import { wholeRow } from "./alert-features.ts";

/**
 * How every query of feature rows ends. Absent partners of a join are NULL, so that a missing row and a zero are told
 * apart. Each grouping and sort goes to disk at a tenth of the memory that the server may use, as a dozen of them are at work
 * at once; a join at half of it, as joins hold few and narrow columns, and one that went to disk takes several
 * times as long. Joins are made in the order they are written: the server's own order can begin with two tables that share no
 * more than the batch, which is their cross product.
 */
export const rowSettings = [
  "SETTINGS join_use_nulls = 1",
  "query_plan_optimize_join_order_limit = 0",
  "max_bytes_ratio_before_external_group_by = 0.1",
  "max_bytes_ratio_before_external_sort = 0.1",
  "max_bytes_ratio_before_external_join = 0.5",
].join(", ");

/**
 * Returns a SELECT of one row per alert of {batches:Array(String)}, to be used as a subquery: what identifies the
 * alert, what clusters need of it, and the values of the alert schema.
 *
 * Every value is made of one batch, or of batches before it: an alert has the same features whether its batch is read
 * alone for scoring or with others for training, and whatever comes later. Labels are no features, save those of
 * counterparties that were dated before.
 *
 * @param condition on the alert `a`, for fewer rows; statistics are still taken over the whole batch.
 */
export function alertRows(condition = "true"): string {
  return `
SELECT
  batch_id AS alert_batch,
  tupleElement(a, 'id') AS alert_id,
  tupleElement(a, 'address') AS alert_address,
  tupleElement(a, 'volume') AS alert_volume,
  tupleElement(a, 'confidence') AS alert_confidence,
  tupleElement(a, 'severity') AS alert_severity,
  ${wholeRow({ alert: "tupleElement(a, 'feature_values')", address: "own_values", profile: "profile_values", compared: "compared_values" })} AS features
FROM (${addressRows}) AS d
ARRAY JOIN d.alerts AS a
WHERE ${condition}`;
}
