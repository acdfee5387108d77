import type { LogisticModel } from "../../../ml/contract.ts";

/**
 * What is served while there is no history to learn from: a stated formula over known risk columns. An address is
 * expanding when it trebles its counterparties and quadruples its volume within the horizon, so few counterparties and
 * little volume make it likelier, and so does money that flows both ways (facts: aml-risk 7.5). So does youth, and
 * money that goes to new counterparties: what grows is mostly what began to grow not long ago. The alert's own
 * confidence has no part: it is high wherever an alert fires. The scores stay low, as most alerts grade as benign.
 */
export const alertBaseline: LogisticModel = {
  kind: "logistic",
  name: "prior over known risk columns: young, few counterparties, little volume, flows both ways and to new ones",
  intercept: 1,
  terms: [
    { feature: "address_degree_total", weight: -0.9, transform: "log1p", missing: 5 },
    { feature: "address_total_volume_usd", weight: -0.25, transform: "log1p", missing: 5_000 },
    { feature: "address_reciprocity_ratio", weight: 2, missing: 0.2 },
    { feature: "out_new_90_usd_share", weight: 1, missing: 0.5 },
    { feature: "address_days_since_first_activity", weight: -0.2, transform: "log1p", missing: 100 },
  ],
};

/** The same for clusters, over what the source of truth says of them. */
export const clusterBaseline: LogisticModel = {
  kind: "logistic",
  name: "cluster baseline: confidence, size and volume",
  intercept: -4,
  terms: [
    { feature: "cluster_avg_confidence", weight: 1.6, missing: 0.5 },
    { feature: "cluster_max_severity", weight: 0.2, missing: 2 },
    { feature: "cluster_size", weight: 0.2, transform: "log1p", missing: 1 },
    { feature: "cluster_total_volume", weight: 0.06, transform: "log1p", missing: 0 },
  ],
};
