import type { MonotoneConstraints } from "../../../ml/contract.ts";
import type { FeatureSchema } from "../features/feature.ts";

/**
 * The few features whose effect has a direction by what is graded, whatever the data of a month say. An address is
 * expanding when it more than trebles its counterparties and quadruples its volume, and its behaviour is anomalous
 * (facts: aml-risk 7.5):
 */
const directions: MonotoneConstraints = {
  // The more counterparties there are, the more new ones it takes to treble them.
  address_degree_total: -1,
  // The greater the volume, the more money it takes to quadruple it.
  address_total_volume_usd: -1,
  // Part of the rule itself, and a score that is high now is rather high later than one that is low.
  behavioral_anomaly_score: 1,
};

/** Returns the constraints on features of this schema. */
export function monotoneConstraints({ names }: FeatureSchema): MonotoneConstraints {
  return Object.fromEntries(Object.entries(directions).filter(([name]) => names.includes(name)));
}
