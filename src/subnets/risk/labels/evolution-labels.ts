import { acceptedBatches, namedBatches } from "./accepted-batches.ts";
import type { EvolutionLabelRules } from "./label-rules.ts";

/**
 * Returns a SELECT of how each address of {batches:Array(String)} evolved: batch_id, address, degree_percent,
 * volume_percent, the pattern, and how near to expanding it came, by the validator's rules (facts: aml-risk 7.5). Growth is from the batch of D to that
 * of exactly the horizon later, in the same window; flags and scores are those of the later one, where an absent column
 * is 0. An address that is missing in either batch has no row, and neither has a batch whose later one is missing or
 * newer than {labels_until:Date}.
 */
export function evolutionLabels(rules: EvolutionLabelRules): string {
  return `
SELECT batch_id, address, degree_percent, volume_percent, ${patternSql(rules)} AS pattern, ${nearnessSql(rules)} AS nearness
FROM (
  SELECT
    p.batch_id AS batch_id,
    b.address AS address,
    ${growthSql("b.degree_total", "l.degree_total")} AS degree_percent,
    ${growthSql("b.total_volume_usd", "l.total_volume_usd")} AS volume_percent,
    ifNull(l.is_mixer_like, false) AS mixer,
    toFloat64(ifNull(l.behavioral_anomaly_score, 0)) AS anomaly,
    toFloat64(l.velocity_score) AS velocity
  FROM (
    SELECT batch_id, address, degree_total, total_volume_usd
    FROM raw_features
    WHERE batch_id IN {batches:Array(String)}
  ) AS b
  INNER JOIN (${laterBatches(rules.evolution.days)}) AS p ON p.batch_id = b.batch_id
  INNER JOIN (
    SELECT batch_id, address, degree_total, total_volume_usd, is_mixer_like, behavioral_anomaly_score, velocity_score
    FROM raw_features
    WHERE batch_id IN (SELECT later_batch FROM (${laterBatches(rules.evolution.days)}))
  ) AS l ON l.batch_id = p.later_batch AND l.address = b.address
)`;
}

/** Returns which batch judges which: batch_id and later_batch. */
function laterBatches(horizonDays: number): string {
  return `
    SELECT earlier.batch_id AS batch_id, later.batch_id AS later_batch
    FROM (${namedBatches}) AS earlier
    INNER JOIN (${acceptedBatches}) AS later
      ON later.window_days = earlier.window_days AND later.processing_date = earlier.processing_date + ${String(horizonDays)}
    WHERE later.processing_date <= {labels_until:Date}`;
}

/** The growth in percent, 0 where there was nothing before. */
function growthSql(before: string, after: string): string {
  const [from, to] = [`toFloat64(${before})`, `toFloat64(${after})`];
  return `if(${from} = 0, 0, (${to} - ${from}) / ${from} * 100)`;
}

/** The first pattern whose rule holds. */
function patternSql({ expanding, benign, dormant }: EvolutionLabelRules): string {
  return `multiIf(
    ${isAbove("degree_percent", expanding.degreePercent)} AND ${isAbove("volume_percent", expanding.volumePercent)}
      AND (mixer OR ${isAbove("anomaly", expanding.anomaly)} OR ${isAbove("velocity", expanding.velocity)}),
    'expanding_illicit',
    ${isBelow("degree_percent", benign.degreePercent)} AND ${isBelow("volume_percent", benign.volumePercent)}
      AND ${isBelow("anomaly", benign.anomaly)} AND NOT mixer,
    'benign_indicators',
    ${isBelow("degree_percent", dormant.degreePercent)} AND ${isBelow("volume_percent", dormant.volumePercent)}
      AND ${isBelow("velocity", dormant.velocity)},
    'dormant',
    'ambiguous')`;
}

/**
 * How near the growth came to what expanding asks for, from 0 to 1, on the scale on which growth is made: that of
 * factors. The smaller of the two growths counts, since either is asked for.
 */
function nearnessSql({ expanding }: EvolutionLabelRules): string {
  const share = (percent: string, threshold: number) =>
    `log(greatest(1 + ${percent} / 100, 1)) / log(1 + ${String(threshold)} / 100)`;
  const degree = share("degree_percent", expanding.degreePercent);
  const volume = share("volume_percent", expanding.volumePercent);
  return `least(${degree}, ${volume}, 1)`;
}

function isAbove(measure: string, threshold: number): string {
  return `${measure} > toFloat64(${String(threshold)})`;
}

function isBelow(measure: string, threshold: number): string {
  return `${measure} < toFloat64(${String(threshold)})`;
}
