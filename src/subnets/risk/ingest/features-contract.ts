import { batchColumns, columns, type TableContract, totalOrder } from "./table-contract.ts";

const nonNegative = { check: "nonNegative" } as const;
const finite = { check: "finite" } as const;
/** Newer producers no longer write these (facts: aml-risk 1.5, column drift). */
const dropped = { whenAbsent: "null" } as const;

/** In the producer's order. Scores whose formula can come out below 0 by rounding need only be finite. */
const featureColumns = [
  ...batchColumns,
  ...columns("String", ["address"], { check: "notEmpty" }),
  ...columns("UInt32", ["degree_in", "degree_out", "degree_total", "unique_counterparties"]),
  ...columns("Decimal128(18)", ["total_in_usd", "total_out_usd"], nonNegative),
  ...columns("Decimal128(18)", ["net_flow_usd"]),
  ...columns("Decimal128(18)", ["total_volume_usd", "avg_tx_in_usd", "avg_tx_out_usd"], nonNegative),
  ...columns(
    "Decimal128(18)",
    ["median_tx_in_usd", "median_tx_out_usd", "max_tx_usd", "min_tx_usd"],
    nonNegative,
  ),
  ...columns("Float64", ["amount_variance"], nonNegative),
  ...columns("Float64", ["amount_skewness", "amount_kurtosis"], finite),
  ...columns("Float64", ["volume_std", "volume_cv"], nonNegative),
  ...columns("Float64", ["flow_concentration"], finite),
  ...columns("UInt64", ["tx_in_count", "tx_out_count", "tx_total_count"]),
  ...columns("UInt32", ["activity_days", "activity_span_days"]),
  ...columns("Decimal128(18)", ["avg_daily_volume_usd"], nonNegative),
  ...columns("UInt8", ["peak_hour", "peak_day"]),
  ...columns("Float32", ["regularity_score"], finite),
  ...columns("Float32", ["burst_factor", "reciprocity_ratio"], nonNegative),
  ...columns("Float32", ["flow_diversity", "counterparty_concentration"], finite),
  ...columns("Float32", ["concentration_ratio", "velocity_score", "structuring_score"], nonNegative),
  ...columns("UInt32", ["unique_assets_in", "unique_assets_out"]),
  ...columns("String", ["dominant_asset_in", "dominant_asset_out"]),
  ...columns("Float32", ["asset_diversity_score"], finite),
  ...columns("Array(UInt16)", ["hourly_activity", "daily_activity"]),
  ...columns("UInt8", ["peak_activity_hour", "peak_activity_day"]),
  ...columns("Float32", ["hourly_entropy", "daily_entropy"], finite),
  ...columns("Float32", ["weekend_transaction_ratio", "night_transaction_ratio"], nonNegative),
  ...columns("Float32", ["small_transaction_ratio"], nonNegative),
  ...columns("Float32", ["consistency_score"], finite),
  ...columns("Float32", ["pagerank", "betweenness", "closeness", "clustering_coefficient"], nonNegative),
  ...columns("UInt32", ["kcore", "community_id"]),
  ...columns("Float32", ["centrality_score"], nonNegative),
  ...columns("UInt32", ["khop1_count", "khop2_count", "khop3_count"]),
  ...columns("Decimal128(18)", ["khop1_volume_usd", "khop2_volume_usd", "khop3_volume_usd"], nonNegative),
  ...columns("Float32", ["flow_reciprocity_entropy", "counterparty_stability", "flow_burstiness"], finite),
  ...columns("Float32", ["transaction_regularity", "amount_predictability"], finite),
  ...columns("Float32", ["behavioral_anomaly_score", "graph_anomaly_score"], { ...finite, ...dropped }),
  ...columns("Float32", ["neighborhood_anomaly_score", "global_anomaly_score"], { ...finite, ...dropped }),
  ...columns("UInt32", ["outlier_transactions"], dropped),
  ...columns("Float32", ["suspicious_pattern_score"], { ...finite, ...dropped }),
  ...columns("Bool", ["is_exchange_like", "is_whale", "is_mixer_like", "is_contract_like"], dropped),
  ...columns("Bool", ["is_new_address", "is_dormant_reactivated"]),
  ...columns("Bool", ["is_high_volume_trader", "is_hub_address", "is_retail_active"], dropped),
  ...columns("Bool", ["is_whale_inactive", "is_retail_inactive", "is_regular_user"], dropped),
  ...columns("UInt32", ["unique_recipients_count", "unique_senders_count"]),
  ...columns("Float32", ["completeness_score", "quality_score"], { ...finite, ...dropped }),
  ...columns("Float32", ["outlier_score", "confidence_score"], { ...finite, ...dropped }),
  ...columns("UInt64", ["first_activity_timestamp", "last_activity_timestamp"]),
];

/** facts: aml-risk 1.5 */
export const featuresContract: TableContract = {
  table: "features",
  rawTable: "raw_features",
  columns: featureColumns,
  key: ["address"],
  preference: totalOrder(
    ["last_activity_timestamp DESC", "tx_total_count DESC", "total_volume_usd DESC"],
    featureColumns,
  ),
  mayBeEmpty: false,
};
