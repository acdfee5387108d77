import type { LogisticModel } from "../../../ml/logistic-model.ts";

/**
 * What is served while there are too few labels to train on: a stated formula over the alert itself. It ranks
 * by confidence, then by what moved, and stays low: most alerts grade as benign (facts: aml-risk 7.5).
 */
export const alertBaseline: LogisticModel = {
  kind: "logistic",
  name: "alert baseline: confidence, severity and volume",
  intercept: -4,
  terms: [
    { feature: "alert_confidence_score", weight: 1.6, missing: 0.5 },
    { feature: "severity_encoded", weight: 0.2, missing: 2 },
    { feature: "volume_usd", weight: 0.06, transform: "log1p", missing: 0 },
    { feature: "address_burst_factor", weight: 0.1, transform: "log1p", missing: 0 },
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
