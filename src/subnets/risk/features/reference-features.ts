import { featureGroup } from "./feature.ts";

/**
 * The reference miner's named alert features in its canonical order (facts: aml-risk 3.1, numbers 1 to 54), less those
 * that are derived from the label. They differ from the reference in what they are computed over: always one batch, in
 * training as in scoring. An address without a feature row is missing (NaN), not zero.
 *
 * Of the alert: `a` itself, `r` its volume, `b` its batch. Of its address: `s` all its alerts, `f` its features, `c` its largest
 * cluster, `i` and `o` its incoming and outgoing money flows.
 */
export const alertLevelFeatures = featureGroup("alert_level", {
  window_days: "a.window_days",
  alert_confidence_score: "a.alert_confidence_score",
  volume_usd: "a.volume",
  severity_encoded: "transform(a.severity, ['low', 'medium', 'high', 'critical'], [1, 2, 3, 4], 2)",
  volume_usd_log: "log1p(a.volume)",
  confidence_score: "a.alert_confidence_score",
  address_type_encoded:
    "transform(a.suspected_address_type, ['exchange', 'mixer', 'defi', 'contract', 'eoa'], [1, 2, 3, 4, 5], 0)",
});

export const addressLevelFeatures = featureGroup("address_level", {
  total_in_usd: "f.total_in_usd",
  total_out_usd: "f.total_out_usd",
  tx_total_count: "f.tx_total_count",
  unique_counterparties: "f.unique_counterparties",
  avg_tx_in_usd: "f.avg_tx_in_usd",
  avg_tx_out_usd: "f.avg_tx_out_usd",
  max_tx_usd: "f.max_tx_usd",
  behavioral_anomaly_score: "f.behavioral_anomaly_score",
  graph_anomaly_score: "f.graph_anomaly_score",
  global_anomaly_score: "f.global_anomaly_score",
  total_volume: "toFloat64(f.total_in_usd) + toFloat64(f.total_out_usd)",
  volume_ratio: "toFloat64(f.total_out_usd) / (toFloat64(f.total_in_usd) + 1)",
  is_exchange_flag: "f.is_exchange_like",
  is_mixer_flag: "f.is_mixer_like",
  behavioral_anomaly: "f.behavioral_anomaly_score",
  graph_anomaly: "f.graph_anomaly_score",
  global_anomaly: "f.global_anomaly_score",
  tx_count_norm: "f.tx_total_count / 100",
  unique_counterparties_norm: "f.unique_counterparties / 50",
  avg_tx_in_log: "log1p(toFloat64(f.avg_tx_in_usd))",
  avg_tx_out_log: "log1p(toFloat64(f.avg_tx_out_usd))",
  max_tx_log: "log1p(toFloat64(f.max_tx_usd))",
});

export const temporalFeatures = featureGroup("temporal", {
  day_of_week: "toDayOfWeek(a.processing_date) - 1",
  day_of_month: "toDayOfMonth(a.processing_date)",
  month: "toMonth(a.processing_date)",
  is_weekend: "toDayOfWeek(a.processing_date) > 5",
  is_month_end: "toDayOfMonth(a.processing_date) >= 25",
});

export const statisticalFeatures = featureGroup("statistical", {
  volume_zscore: "if(b.volume_std > 0, (a.volume - b.volume_mean) / b.volume_std, 0)",
  volume_percentile: "r.average_rank / b.alerts",
});

export const addressStatisticalFeatures = featureGroup("statistical", {
  addr_volume_mean: "toFloat64(s.volume_sum) / s.alerts",
  addr_volume_std: "if(s.alerts > 1, s.volume_std, 0)",
  addr_volume_min: "s.volume_min",
  addr_volume_max: "s.volume_max",
  addr_volume_count: "s.alerts",
});

export const clusterFeatures = featureGroup("cluster", {
  cluster_size: "ifNull(c.cluster_alerts, 0)",
  cluster_volume: "ifNull(c.cluster_volume, 0)",
  in_cluster: "c.cluster_alerts IS NOT NULL",
});

export const networkFeatures = featureGroup("network", {
  in_degree: "ifNull(i.parties, 0)",
  total_in: "ifNull(toFloat64(i.total), 0)",
  avg_in: "ifNull(toFloat64(i.total) / i.parties, 0)",
  tx_in_count: "ifNull(i.transactions, 0)",
  out_degree: "ifNull(o.parties, 0)",
  total_out: "ifNull(toFloat64(o.total), 0)",
  avg_out: "ifNull(toFloat64(o.total) / o.parties, 0)",
  tx_out_count: "ifNull(o.transactions, 0)",
  total_degree: "ifNull(i.parties, 0) + ifNull(o.parties, 0)",
});

/**
 * The named features that the reference derives from the very label it trains on; with them a model learns the
 * label instead of the behaviour (facts: aml-risk 3.3), so they are never in a matrix.
 */
export const labelDerivedFeatures = ["label_confidence", "label_risk_level", "has_label"] as const;
