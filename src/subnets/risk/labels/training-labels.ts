import { customLabels } from "./custom-labels.ts";
import { defaultEvolutionRules, defaultLabelWeights } from "./default-rules.ts";
import { evolutionLabels } from "./evolution-labels.ts";
import type { EvolutionLabelRules, LabelWeights } from "./label-rules.ts";

/** Where labels are from, the first that counts first. */
export const labelSources = ["evolution", "custom"] as const;

export type LabelSource = (typeof labelSources)[number];

/**
 * Returns a SELECT, to stand in FROM (…), of what each alert of {batches:Array(String)} teaches: batch_id, alert_id,
 * address, processing_date, label (1 for what a high score should foretell, else 0), target (what it teaches), weight,
 * source and pattern (empty unless evolution). Nothing that became known after {labels_until:Date} is in it.
 *
 * One row per alert, by the first of the sources that knows its address:
 * 1. `evolution`: what the address did in the validator's horizon, which is what most of a grade is made of.
 *    Expanding is 1. All else is 0, since a grade counts an ambiguous or dormant address on the side of the miner's own
 *    score: below a half it is a negative of the AUC, and its Brier term is at most a quarter, which the other side never
 *    gains back in range.
 * 2. `custom:` and the name of the operator's own source.
 *
 * The address labels of the source of truth teach nothing: an operator that is exposed already grades benign (facts:
 * aml-risk 9b), so they say the opposite of what is graded, and a model of them was graded far below the prior.
 */
export function trainingLabelsBy(
  rules: EvolutionLabelRules,
  weights: LabelWeights,
  sources: readonly LabelSource[] = labelSources,
): string {
  const taughtBy = {
    evolution: () => fromEvolution(rules, weights),
    custom: () => fromCustomLabels(weights),
  } as const satisfies Record<LabelSource, () => string>;
  return `
SELECT a.batch_id AS batch_id, a.alert_id AS alert_id, a.address AS address, a.processing_date AS processing_date,
  toFloat32(tupleElement(l.taught, 1)) AS label,
  toFloat32(tupleElement(l.taught, 2)) AS weight,
  CAST(tupleElement(l.taught, 3), 'LowCardinality(String)') AS source,
  CAST(tupleElement(l.taught, 4), 'LowCardinality(String)') AS pattern,
  toFloat32(tupleElement(l.taught, 5)) AS target
FROM (
  SELECT batch_id, alert_id, address, processing_date
  FROM raw_alerts
  WHERE batch_id IN {batches:Array(String)}
) AS a
INNER JOIN (
  SELECT batch_id, address, argMin((label, weight, source, pattern, target), priority) AS taught
  FROM (
    ${sources.map((source) => taughtBy[source]()).join("\n    UNION ALL\n    ")}
  )
  GROUP BY batch_id, address
) AS l ON l.batch_id = a.batch_id AND l.address = a.address`;
}

/**
 * What an address teaches that came near to expanding: up to a half, rising from this nearness. Of some thousand
 * addresses a few dozen expand, so those that nearly did are most of what there is to learn from. Of nothing, a half and
 * all, the half did best or next to it in walk-forward runs over simulated worlds.
 */
const nearMiss = `0.5 * greatest(nearness - 0.6, 0) / 0.4`;

/** The same by the settings' defaults. */
export const trainingLabels = trainingLabelsBy(defaultEvolutionRules, defaultLabelWeights);

function fromEvolution(rules: EvolutionLabelRules, { ambiguousWeight, dormantWeight }: LabelWeights): string {
  return `
    SELECT 1 AS priority, batch_id, address,
      toFloat64(pattern = 'expanding_illicit') AS label,
      transform(pattern, ['ambiguous', 'dormant'], [${float(ambiguousWeight)}, ${float(dormantWeight)}], ${float(1)}) AS weight,
      'evolution' AS source,
      pattern,
      greatest(label, ${nearMiss}) AS target
    FROM (${evolutionLabels(rules)})`;
}

function fromCustomLabels({ customWeight }: LabelWeights): string {
  return `
    SELECT 2 AS priority, a.batch_id AS batch_id, a.address AS address,
      toFloat64(c.is_risky) AS label,
      c.confidence * ${float(customWeight)} AS weight,
      concat('custom:', c.source) AS source,
      '' AS pattern,
      label AS target
    FROM (SELECT DISTINCT batch_id, address FROM raw_alerts WHERE batch_id IN {batches:Array(String)}) AS a
    INNER JOIN (${customLabels}) AS c ON c.address = a.address`;
}

function float(value: number): string {
  return `toFloat64(${String(value)})`;
}
