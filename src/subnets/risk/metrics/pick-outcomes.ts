import type { Outcomes } from "../../../ml/metrics.ts";
import { at } from "./at.ts";

/** Returns the scores and labels of some rows, in their order, for a figure over a resample. */
export function pickOutcomes({ scores, labels }: Outcomes, rows: Uint32Array): Outcomes {
  const picked = { scores: new Float64Array(rows.length), labels: new Float64Array(rows.length) };
  for (let place = 0; place < rows.length; place += 1) {
    const row = at(rows, place);
    picked.scores[place] = at(scores, row);
    picked.labels[place] = at(labels, row);
  }
  return picked;
}
