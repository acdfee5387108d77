import { acceptedBatches, namedBatches } from "../labels/accepted-batches.ts";
import { addressKey, alertedKeys } from "./address-key.ts";

/**
 * How far back an address is compared: for each span, with the newest batch whose date is at least `from` and less than
 * `until` days before. So at most four earlier batches are read, whether they come daily or monthly, and a gap leaves
 * its span missing.
 */
export const spans = [
  { name: "week", from: 7, until: 30 },
  { name: "month", from: 30, until: 60 },
  { name: "two_months", from: 60, until: 90 },
  { name: "quarter", from: 90, until: 180 },
] as const;

/** The columns that are compared, with how they are read. */
const comparedColumns = {
  degree: "toFloat64(degree_total)",
  volume: "toFloat64(total_volume_usd)",
  transactions: "toFloat64(tx_total_count)",
  velocity: "toFloat64(velocity_score)",
  burst: "toFloat64(burst_factor)",
  anomaly: "toFloat64(behavioral_anomaly_score)",
} as const;

export type ComparedColumn = keyof typeof comparedColumns;

const comparedNames = Object.keys(comparedColumns);

/** The compared columns of a row of raw_features. */
export const comparedSql = `[${Object.values(comparedColumns)
  .map((sql) => `toNullable(${sql})`)
  .join(", ")}]`;

/** A span by its place, from 1; 0 is none. */
const spanOfGap = `multiIf(${spans
  .map(({ from, until }, place) => `gap >= ${String(from)} AND gap < ${String(until)}, ${String(place + 1)}`)
  .join(", ")}, 0)`;

/** The batches that each of {batches:Array(String)} looks back on: never its own date or a later one. */
const earlierBatches = `
SELECT batch_id, span, argMin(earlier_batch, gap) AS earlier_batch, min(gap) AS days
FROM (
  SELECT own.batch_id AS batch_id, earlier.batch_id AS earlier_batch,
    own.processing_date - earlier.processing_date AS gap, ${spanOfGap} AS span
  FROM (${namedBatches}) AS own
  INNER JOIN (${acceptedBatches}) AS earlier ON earlier.window_days = own.window_days
  WHERE earlier.processing_date < own.processing_date
)
WHERE span > 0
GROUP BY batch_id, span`;

const earlierBatchIds = `SELECT earlier_batch FROM (${earlierBatches})`;

/** How many earlier batches there are to look back on. */
export const historyDepth = `SELECT batch_id, count() AS batches FROM (${earlierBatches}) GROUP BY batch_id`;

/** How often an address was alerted in the earlier batches, by key. */
const pastAlerts = `
SELECT ${addressKey("x.address", "e.batch_id")} AS key,
  count() AS alerts,
  bitCount(groupBitOr(bitShiftLeft(1, e.span))) AS alerted_batches,
  max(x.alert_confidence_score) AS confidence_max
FROM raw_alerts AS x
INNER JOIN (${earlierBatches}) AS e ON e.earlier_batch = x.batch_id
WHERE x.batch_id IN (${earlierBatchIds}) AND key IN (${alertedKeys})
GROUP BY key`;

/**
 * One row per address, by key, that the earlier batches of one span know: `past`, how many days ago and what it was
 * then, or none where they lack the address. So few and narrow columns cost a join little.
 */
function spanRows(span: number): string {
  return `
SELECT ${addressKey("x.address", "e.batch_id")} AS key, arrayConcat([toNullable(toFloat64(e.days))], ${comparedSql}) AS past
FROM raw_features AS x
INNER JOIN (SELECT * FROM (${earlierBatches}) WHERE span = ${String(span)}) AS e ON e.earlier_batch = x.batch_id
WHERE x.batch_id IN (SELECT earlier_batch FROM (${earlierBatches}) WHERE span = ${String(span)}) AND key IN (${alertedKeys})`;
}

/** Returns the joins that put the earlier batches beside rows `d` with a key and a batch. */
export const historyJoins = [
  ...spans.map(
    ({ name }, place) => `LEFT ANY JOIN (${spanRows(place + 1)}) AS ${name} ON ${name}.key = d.key`,
  ),
  `LEFT ANY JOIN (${pastAlerts}) AS p ON p.key = d.key`,
  `LEFT ANY JOIN (${historyDepth}) AS g ON g.batch_id = d.batch_id`,
].join("\n");

/** What the history features read of these joins, as `h`: NULL where the batch of a span lacks the address. */
export const historyTuple = namedTuple({
  ...Object.fromEntries(
    spans.flatMap(({ name }) =>
      elementsOf(`${name}.past`, ["days", ...comparedNames]).map(([column, sql]) => [
        `${name}_${column}`,
        sql,
      ]),
    ),
  ),
  seen_batches: spans.map(({ name }) => `notEmpty(${name}.past)`).join(" + "),
  seen_days: `greatest(${spans.map(({ name }) => `ifNull(${name}.past[1], 0)`).join(", ")})`,
  alerts: "p.alerts",
  alerted_batches: "p.alerted_batches",
  confidence_max: "p.confidence_max",
});

/** What they read of a row `f` of features, by its key and its array of compared columns. */
export const comparedTuple = namedTuple(
  Object.fromEntries([["key", "f.key"], ...elementsOf("f.compared", comparedNames)]),
);

/** Past the end of an array of what may be missing is what is missing. */
function elementsOf(array: string, names: readonly string[]): [name: string, sql: string][] {
  return names.map((name, place) => [name, `${array}[${String(place + 1)}]`]);
}

function namedTuple(columns: Readonly<Record<string, string>>): string {
  const types = Object.keys(columns).map((name) => `${name} Nullable(Float64)`);
  return `CAST(tuple(${Object.values(columns).join(", ")}) AS Tuple(${types.join(", ")}))`;
}
