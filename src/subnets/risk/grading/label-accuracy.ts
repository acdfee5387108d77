import { auc, brier } from "../../../ml/metrics.ts";
import { at } from "../metrics/at.ts";

/**
 * The labels of a batch's alerts, one entry per alert and label: an address with two labels counts twice, as in the
 * join of the reference validator.
 */
export interface AlertLabels {
  /** Positions in the batch's order of alerts. */
  readonly alerts: ArrayLike<number>;
  /** 1 or 0, as `labelOfRisk` gives them. */
  readonly values: ArrayLike<number>;
}

/** Returns one entry per alert and label of its address, as the validator's join gives them (facts: aml-risk 7.4). */
export function joinLabels(
  addresses: readonly string[],
  labels: readonly { readonly address: string; readonly risk_level: string }[],
): AlertLabels {
  const byAddress = new Map<string, (0 | 1)[]>();
  for (const { address, risk_level } of labels) {
    const value = labelOfRisk(risk_level);
    if (value !== undefined) byAddress.set(address, [...(byAddress.get(address) ?? []), value]);
  }
  const entries = addresses.flatMap((address, alert) =>
    (byAddress.get(address) ?? []).map((value) => ({ alert, value })),
  );
  return { alerts: entries.map(({ alert }) => alert), values: entries.map(({ value }) => value) };
}

/** Tier 3A (facts: aml-risk 7.4). */
export type LabelGrade =
  | {
      readonly kind: "graded";
      /** The AUC. */
      readonly score: number;
      /** Reported, never graded. */
      readonly brier: number;
      /** Labelled rows over alerts; above 1 where addresses have several labels. */
      readonly coverage: number;
    }
  | { readonly kind: "skipped"; readonly reason: "no_labels" | "one_class"; readonly coverage: number };

/** Returns 1 for an address of high or critical risk, 0 for low or medium, undefined for a word that is neither. */
export function labelOfRisk(riskLevel: string): 0 | 1 | undefined {
  switch (riskLevel.toLowerCase()) {
    case "critical":
    case "high":
      return 1;
    case "medium":
    case "low":
      return 0;
    default:
      return undefined;
  }
}

/**
 * Grades scores against address labels. Labels of one class are skipped like none: the reference cannot grade them
 * either, and stops.
 *
 * @param scores of the batch's alerts in its order; NaN where there is none, which leaves its labels out.
 */
export function gradeLabels(scores: Float64Array, { alerts, values }: AlertLabels): LabelGrade {
  const joined = { scores: new Float64Array(alerts.length), labels: new Uint8Array(alerts.length) };
  let rows = 0;
  for (let entry = 0; entry < alerts.length; entry += 1) {
    const score = at(scores, at(alerts, entry));
    if (Number.isNaN(score)) continue;
    joined.scores[rows] = score;
    joined.labels[rows] = at(values, entry);
    rows += 1;
  }
  const outcomes = { scores: joined.scores.subarray(0, rows), labels: joined.labels.subarray(0, rows) };
  const coverage = scores.length === 0 ? 0 : rows / scores.length;
  const [area, meanSquare] = [auc(outcomes), brier(outcomes)];
  if (meanSquare === undefined) return { kind: "skipped", reason: "no_labels", coverage };
  if (area === undefined) return { kind: "skipped", reason: "one_class", coverage };
  return { kind: "graded", score: area, brier: meanSquare, coverage };
}
