import { addressKey, alertedKeys } from "./address-key.ts";
import { missingValues, valuesOf } from "./alert-features.ts";
import { storedBatchRows } from "./batch-rows.ts";
import { comparedSql, comparedTuple, historyJoins, historyTuple } from "./history-rows.ts";

/** Become arrays before any join, which would copy the many columns one by one. */
const profiles = `
SELECT ${addressKey()} AS key, ${comparedSql} AS compared, ${valuesOf("profile")} AS feature_values
FROM raw_features AS f
WHERE batch_id IN {batches:Array(String)} AND key IN (${alertedKeys})`;

/**
 * A SELECT of one row per batch of {batches:Array(String)} and address with alerts: these, and the values of
 * the matrix that are made of the address. An address without features or history keeps its row.
 */
export const addressRows = `
SELECT batch_id, alerts, own_values,
  compared AS f, past AS h, CAST(tuple(batches) AS Tuple(batches Nullable(UInt64))) AS g,
  if(empty(profile_values), ${missingValues("profile")}, profile_values) AS profile_values,
  ${valuesOf("compared")} AS compared_values
FROM (
  SELECT d.batch_id AS batch_id, d.alerts AS alerts, d.feature_values AS own_values, f.feature_values AS profile_values,
    ${comparedTuple} AS compared, ${historyTuple} AS past, g.batches AS batches
  FROM (${storedBatchRows}) AS d
  LEFT ANY JOIN (${profiles}) AS f ON f.key = d.key
  ${historyJoins}
)`;
