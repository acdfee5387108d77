import { at } from "../metrics/at.ts";
import { normalisedEntropy } from "../metrics/entropy.ts";
import { histogram } from "../metrics/histogram.ts";
import { rankCorrelation } from "../metrics/ranks.ts";
import { addressConsistency } from "./address-consistency.ts";

const entropyBins = 10;
/** Of a submission without a comparable earlier one. */
const unknownConsistency = 0.7;
const fewestShared = 2;

/** Tier 2, the mean of four parts (facts: aml-risk 7.3). */
export interface BehaviourGrade {
  readonly entropy: number;
  readonly rankCorrelation: number;
  readonly temporalConsistency: number;
  readonly addressConsistency: number;
  readonly score: number;
}

/** All by alert of one batch in one order; NaN where there is no score. */
export interface Behaviour {
  readonly scores: Float64Array;
  readonly addresses: readonly string[];
  /** The median over all submitters, this one included; its own scores when it is alone. */
  readonly consensus: Float64Array;
  /** What the same submitter gave the same alerts on the most recent earlier date. */
  readonly previous: Float64Array | undefined;
}

/** Grades behaviour. Constant scores have no order, so that their correlation and with it the grade is NaN. */
export function gradeBehaviour({ scores, addresses, consensus, previous }: Behaviour): BehaviourGrade {
  const parts = {
    entropy: normalisedEntropy(histogram(scores, entropyBins)),
    rankCorrelation: agreement(scores, consensus),
    temporalConsistency: temporalConsistency(scores, previous),
    addressConsistency: addressConsistency(addresses, scores),
  };
  const { entropy, rankCorrelation: correlation, ...consistency } = parts;
  const sum = entropy + correlation + consistency.temporalConsistency + consistency.addressConsistency;
  return { ...parts, score: sum / 4 };
}

/** Returns Spearman's correlation of the scored alerts moved to [0,1]; 0 for fewer than two. */
function agreement(scores: Float64Array, consensus: Float64Array): number {
  const rows = sharedRows(scores, consensus);
  if (rows.length < fewestShared) return 0;
  const correlation = rankCorrelation(
    Float64Array.from(rows, (row) => at(scores, row)),
    Float64Array.from(rows, (row) => at(consensus, row)),
  );
  return (correlation + 1) / 2;
}

/** Returns 1 less the mean change of a score, at worst 0. */
function temporalConsistency(scores: Float64Array, previous: Float64Array | undefined): number {
  if (previous === undefined) return unknownConsistency;
  const rows = sharedRows(scores, previous);
  if (rows.length < fewestShared) return unknownConsistency;
  let change = 0;
  for (const row of rows) change += Math.abs(at(scores, row) - at(previous, row));
  return 1 - Math.min(change / rows.length, 1);
}

function sharedRows(one: Float64Array, other: Float64Array): Uint32Array {
  const rows = new Uint32Array(one.length);
  let count = 0;
  for (let row = 0; row < one.length; row += 1) {
    if (Number.isNaN(at(one, row)) || Number.isNaN(at(other, row))) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.subarray(0, count);
}
