import type { Outcomes } from "../../../ml/metrics.ts";
import { at } from "./at.ts";
import { endOfTie } from "./ranks.ts";
import { descendingOrder } from "./sort-order.ts";

/**
 * Returns the area under the precision-recall curve as average precision: the sum of precision times the recall
 * gained, one step per distinct score (as scikit-learn's average_precision_score). Undefined without a positive row.
 */
export function averagePrecision({ scores, labels }: Outcomes): number | undefined {
  const order = descendingOrder(scores);
  let [positives, area] = [0, 0];
  for (let first = 0; first < order.length;) {
    const end = endOfTie(scores, order, first);
    const gained = countPositives(labels, order.subarray(first, end));
    positives += gained;
    area += gained * (positives / end);
    first = end;
  }
  return positives === 0 ? undefined : area / positives;
}

/**
 * Returns the share of positive rows among the k highest scores, k being at most the number of rows. Of rows that tie
 * at the cut, each counts with its chance to be among the k, so that the order of the input cannot flatter. Undefined
 * for no rows.
 */
export function precisionAt({ scores, labels }: Outcomes, k: number): number | undefined {
  const order = descendingOrder(scores);
  const taken = Math.min(k, order.length);
  if (taken < 1) return undefined;
  let positives = 0;
  for (let first = 0; first < taken;) {
    const end = endOfTie(scores, order, first);
    const chance = Math.min(1, (taken - first) / (end - first));
    positives += countPositives(labels, order.subarray(first, end)) * chance;
    first = end;
  }
  return positives / taken;
}

function countPositives(labels: ArrayLike<number>, rows: Uint32Array): number {
  let positives = 0;
  for (const row of rows) positives += at(labels, row) > 0 ? 1 : 0;
  return positives;
}
