import { riskLevels } from "../features/labels.ts";
import { customLabels } from "./custom-labels.ts";
import { defaultEvolutionRules, defaultLabelWeights } from "./default-rules.ts";
import { evolutionLabels } from "./evolution-labels.ts";
import type { EvolutionLabelRules, LabelWeights } from "./label-rules.ts";

const levels = `[${riskLevels.map((level) => `'${level}'`).join(", ")}]`;

/**
 * Returns a SELECT, to stand in FROM (…), of what each alert of {batches:Array(String)} teaches: batch_id, alert_id,
 * address, processing_date, label (1 for what a high score should foretell, else 0), weight, source and pattern (empty
 * unless evolution). Nothing that became known after {labels_until:Date} is in it.
 *
 * One row per alert, by the first source that knows its address:
 * 1. `evolution`: what the address did in the validator's horizon, which is what most of a grade is made of.
 *    Expanding is 1. All else is 0, since a grade counts an ambiguous or dormant address on the side of the miner's own
 *    score: below a half it is a negative of the AUC, and its Brier term is at most a quarter, which the other side never
 *    gains back in range.
 * 2. `address`: the label in the source of truth, 1 for high and critical risk (facts: aml-risk 7.4).
 * 3. `custom:` and the name of the operator's own source.
 *
 * Address labels that disagree are decided as custom ones are: by confidence, then the newest, then by name.
 */
export function trainingLabelsBy(rules: EvolutionLabelRules, weights: LabelWeights): string {
  return `
SELECT a.batch_id AS batch_id, a.alert_id AS alert_id, a.address AS address, a.processing_date AS processing_date,
  toFloat32(tupleElement(l.taught, 1)) AS label,
  toFloat32(tupleElement(l.taught, 2)) AS weight,
  CAST(tupleElement(l.taught, 3), 'LowCardinality(String)') AS source,
  CAST(tupleElement(l.taught, 4), 'LowCardinality(String)') AS pattern
FROM (
  SELECT batch_id, alert_id, address, processing_date
  FROM raw_alerts
  WHERE batch_id IN {batches:Array(String)}
) AS a
INNER JOIN (
  SELECT batch_id, address, argMin((label, weight, source, pattern), priority) AS taught
  FROM (
    ${fromEvolution(rules, weights)}
    UNION ALL
    ${fromAddressLabels(weights)}
    UNION ALL
    ${fromCustomLabels(weights)}
  )
  GROUP BY batch_id, address
) AS l ON l.batch_id = a.batch_id AND l.address = a.address`;
}

/** The same by the settings' defaults. */
export const trainingLabels = trainingLabelsBy(defaultEvolutionRules, defaultLabelWeights);

function fromEvolution(rules: EvolutionLabelRules, { ambiguousWeight, dormantWeight }: LabelWeights): string {
  return `
    SELECT 1 AS priority, batch_id, address,
      toFloat64(pattern = 'expanding_illicit') AS label,
      transform(pattern, ['ambiguous', 'dormant'], [${float(ambiguousWeight)}, ${float(dormantWeight)}], ${float(1)}) AS weight,
      'evolution' AS source,
      pattern
    FROM (${evolutionLabels(rules)})`;
}

/** A label without a time of creation counts as always known: its file does not say more. */
function fromAddressLabels({ addressWeight }: LabelWeights): string {
  return `
    SELECT 2 AS priority, batch_id, address,
      toFloat64(argMax(risk_level, (confidence_score, updated_timestamp, label)) IN ('high', 'critical')) AS label,
      max(confidence_score) * ${float(addressWeight)} AS weight,
      'address' AS source,
      '' AS pattern
    FROM raw_address_labels
    WHERE batch_id IN {batches:Array(String)} AND has(${levels}, risk_level)
      AND toDate(fromUnixTimestamp64Milli(toInt64(created_timestamp), 'UTC')) <= {labels_until:Date}
    GROUP BY batch_id, address`;
}

function fromCustomLabels({ customWeight }: LabelWeights): string {
  return `
    SELECT 3 AS priority, a.batch_id AS batch_id, a.address AS address,
      toFloat64(c.is_risky) AS label,
      c.confidence * ${float(customWeight)} AS weight,
      concat('custom:', c.source) AS source,
      '' AS pattern
    FROM (SELECT DISTINCT batch_id, address FROM raw_alerts WHERE batch_id IN {batches:Array(String)}) AS a
    INNER JOIN (${customLabels}) AS c ON c.address = a.address`;
}

function float(value: number): string {
  return `toFloat64(${String(value)})`;
}
