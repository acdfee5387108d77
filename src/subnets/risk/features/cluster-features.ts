import { alertSchema } from "./alert-features.ts";
import { featureGroup, featureSchema, type Feature } from "./feature.ts";

/** The cluster types that producers have written (facts: aml-risk 1.6); an unknown one sets no flag. */
const clusterTypes = ["same_entity", "same_pattern", "related_network", "time_based"] as const;

/**
 * What the source of truth says of a cluster `k`, and counts over its alerts `m`. A cluster may have none: then
 * the statistics are missing and the cluster is scored on what is left.
 */
export const clusterColumns: readonly Feature[] = [
  ...featureGroup("cluster_level", {
    window_days: "k.window_days",
    cluster_size: "k.total_alerts",
    cluster_total_volume: "k.total_volume_usd",
    cluster_total_volume_log: "log1p(toFloat64(k.total_volume_usd))",
    cluster_avg_confidence: "k.confidence_avg",
    cluster_max_severity: "transform(k.severity_max, ['low', 'medium', 'high', 'critical'], [1, 2, 3, 4], 2)",
    cluster_addresses: "length(k.addresses_involved)",
    ...Object.fromEntries(clusterTypes.map((type) => [`cluster_type_${type}`, `k.cluster_type = '${type}'`])),
  }),
  ...featureGroup("cluster_alerts", {
    alert_count: "ifNull(m.alerts, 0)",
    alert_volume_sum: "m.volume_sum",
    alert_volume_std: "if(m.alerts > 1, m.volume_std, 0)",
    alert_confidence_std: "if(m.alerts > 1, m.confidence_std, 0)",
    alert_high_severity_count: "ifNull(m.high_severity, 0)",
    alert_critical_severity_count: "ifNull(m.critical_severity, 0)",
  }),
];

/** The one definition of the cluster matrix: its own columns, then the means and the maxima of its alerts' features. */
export const clusterSchema = featureSchema([
  ...clusterColumns,
  ...alertSchema.features.map(({ name, sql }) => ({
    name: `mean_${name}`,
    group: "alert_mean",
    sql: `mean(${sql})`,
  })),
  ...alertSchema.features.map(({ name, sql }) => ({
    name: `max_${name}`,
    group: "alert_max",
    sql: `max(${sql})`,
  })),
]);
