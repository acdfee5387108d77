import type { RowExtra } from "../../../ml/contract.ts";
import { alertRows, rowSettings } from "../features/alert-rows.ts";
import { clusterMembers, clusterRows } from "../features/cluster-rows.ts";
import type { EvolutionPattern } from "../grading/evolution.ts";
import { hindsightRows, type HindsightSettings } from "../hindsight/hindsight-rows.ts";

/** What stands before the features of every training row, in this order. */
export const trainingExtras = [
  "label",
  "target",
  "weight",
  "date",
  "address",
  "pattern",
  "group",
  "hindsight",
] as const satisfies readonly RowExtra[];

/** The patterns by their number in a row, from 1; 0 is a row whose label is not from evolution. */
export const patternNumbers = [
  "expanding_illicit",
  "benign_indicators",
  "dormant",
  "ambiguous",
] as const satisfies readonly EvolutionPattern[];

/**
 * What a rank is worth: an expanding address far above all else, then what the operator's own label calls risky, then an
 * ambiguous address, whose expected score is above that of a benign one (facts: aml-risk 7.5).
 */
const relevance =
  "multiIf(pattern = 'expanding_illicit', 4, pattern = '' AND label > 0, 2, pattern = 'ambiguous', 1, 0)";

/** Returns the labelled alerts of {batches:Array(String)}, by batch. */
export function alertTrainingRows(labels: string): string {
  return rowsSql(
    { key: "alert_id", batch: "alert_batch", address: "alert_address", label: "label", target: "target" },
    alertRows(),
    labels,
  );
}

/** Returns what {batch:String} teaches in hindsight, of the weight that is given, to stand behind the labelled alerts. */
export function alertHindsightRows(settings: HindsightSettings, weight: number): string {
  const date =
    "assumeNotNull((SELECT any(processing_date) FROM raw_money_flows WHERE batch_id = {batch:String}))";
  const label = "pattern = 'expanding_illicit'";
  const extras = {
    label,
    target: label,
    weight: `stands_for * ${String(weight)}`,
    date: `toUInt16(${date}) - day`,
    address: addressNumber("key"),
    pattern: patternNumber("pattern"),
    group: "0",
    hindsight: "1",
  } as const satisfies ExtraColumns;
  return `
SELECT concat(toString(key), '-', toString(day)) AS row_key, ${rowValues(extras)} AS row_values
FROM (${hindsightRows(settings)})
ORDER BY day, key
${rowSettings}
FORMAT Native`;
}

/** Returns the labelled alerts with their worth as relevance, one group per batch. */
export function rankingTrainingRows(labels: string): string {
  return rowsSql(
    { key: "alert_id", batch: "alert_batch", address: "alert_address", label: relevance, target: relevance },
    alertRows(),
    labels,
  );
}

/** Returns the clusters that have a labelled alert, by batch. */
export function clusterTrainingRows(labels: string): string {
  const columns = {
    key: "cluster_id",
    batch: "cluster_batch",
    address: "cluster_address",
    label: "label",
    target: "label",
  };
  return rowsSql(columns, clusterRows, clusterLabels(labels));
}

/** Returns how many labelled alerts there are to learn from, in all, positive, and by source. */
export function alertLabelCounts(labels: string): string {
  return countsSql(labels);
}

/** Returns how many labelled clusters there are to learn from, in the same columns. */
export function clusterLabelCounts(labels: string): string {
  return countsSql(clusterLabels(labels));
}

/** A cluster is what the worst of its alerts is; of equal ones, what the one of most weight is. */
function clusterLabels(labels: string): string {
  return `
SELECT batch_id, cluster_id, processing_date,
  tupleElement(worst, 1) AS label, tupleElement(worst, 2) AS weight,
  tupleElement(worst, 3) AS source, tupleElement(worst, 4) AS pattern
FROM (
  SELECT p.batch_id AS batch_id, p.cluster_id AS cluster_id, any(l.processing_date) AS processing_date,
    argMax((l.label, l.weight, toString(l.source), toString(l.pattern)), (l.label, l.weight, l.alert_id)) AS worst
  FROM (${clusterMembers}) AS p
  INNER JOIN (${labels}) AS l ON l.batch_id = p.batch_id AND l.alert_id = p.alert_id
  GROUP BY batch_id, cluster_id
)`;
}

interface RowColumns {
  readonly key: string;
  readonly batch: string;
  readonly address: string;
  /** Expressions over the labels. */
  readonly label: string;
  readonly target: string;
}

type ExtraColumns = Readonly<Record<(typeof trainingExtras)[number], string>>;

/** A number below a million: so many numbers fit a Float32, and rows of one address share one. */
function addressNumber(key: string): string {
  return `${key} % 1000000`;
}

function patternNumber(pattern: string): string {
  return `indexOf([${patternNumbers.map((name) => `'${name}'`).join(", ")}], ${pattern})`;
}

function rowValues(extras: ExtraColumns, features = "features"): string {
  const values = trainingExtras.map((extra) => `toFloat32(${extras[extra]})`).join(", ");
  return `arrayConcat([${values}], ${features})`;
}

function rowsSql({ key, batch, address, label, target }: RowColumns, rows: string, labels: string): string {
  const extras = {
    label,
    target,
    weight: "weight",
    date: "toUInt16(processing_date)",
    address: addressNumber(`cityHash64(${address})`),
    pattern: patternNumber("toString(pattern)"),
    group: `indexOf({batches:Array(String)}, ${batch})`,
    hindsight: "0",
  } as const satisfies ExtraColumns;
  return `
SELECT r.${key}, ${rowValues(extras, "r.features")} AS row_values
FROM (${rows}) AS r
INNER JOIN (${labels}) AS l ON l.batch_id = r.${batch} AND l.${key} = r.${key}
ORDER BY indexOf({batches:Array(String)}, ${batch}), r.${key}
${rowSettings}
FORMAT Native`;
}

function countsSql(labels: string): string {
  return `
SELECT count() AS samples, countIf(label > 0) AS positive,
  countIf(toString(pattern) IN ('expanding_illicit', 'ambiguous')) AS restless, sumMap(map(toString(source), toUInt64(1))) AS sources
FROM (${labels})`;
}
