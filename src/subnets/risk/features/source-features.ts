import { featureGroup, type Feature } from "./feature.ts";
import { endOfWindow, millisecondsPerDay } from "./time.ts";

/** The typologies that producers have written (facts: aml-risk 1.4); an unknown one sets no flag. */
const typologies = [
  "PEEL_CHAIN",
  "STRUCTURING",
  "PING_PONG",
  "HUB_ANOMALY",
  "FRESH_TO_EXCHANGE",
  "RAPID_FANOUT",
  "MIXING_BEHAVIOR",
  "VELOCITY_ANOMALY",
  "INTRADAY_STRUCTURING",
  "TIME_BASED_PATTERN",
  "CYCLE_DETECTION",
  "LAYERING_PATH",
  "SMURFING_NETWORK",
  "PROXIMITY_RISK",
  "MOTIF_FANIN",
  "MOTIF_FANOUT",
] as const;

const suspectedAddressTypes = ["wallet", "institutional", "merchant"] as const;

/** The columns of raw_features that the reference miner loads and never uses, taken as they are. */
const plainAddressColumns = `
  degree_in degree_out degree_total
  net_flow_usd total_volume_usd median_tx_in_usd median_tx_out_usd min_tx_usd
  amount_variance amount_skewness amount_kurtosis volume_std volume_cv flow_concentration
  tx_in_count tx_out_count
  activity_days activity_span_days avg_daily_volume_usd peak_hour peak_day regularity_score burst_factor
  reciprocity_ratio flow_diversity counterparty_concentration concentration_ratio velocity_score structuring_score
  unique_assets_in unique_assets_out asset_diversity_score
  peak_activity_hour peak_activity_day hourly_entropy daily_entropy
  weekend_transaction_ratio night_transaction_ratio small_transaction_ratio consistency_score
  pagerank betweenness closeness clustering_coefficient kcore centrality_score
  khop1_count khop2_count khop3_count khop1_volume_usd khop2_volume_usd khop3_volume_usd
  flow_reciprocity_entropy counterparty_stability flow_burstiness transaction_regularity amount_predictability
  neighborhood_anomaly_score outlier_transactions suspicious_pattern_score
  is_whale is_contract_like is_new_address is_dormant_reactivated is_high_volume_trader is_hub_address
  is_retail_active is_whale_inactive is_retail_inactive is_regular_user
  unique_recipients_count unique_senders_count
  completeness_score quality_score outlier_score confidence_score
`
  .trim()
  .split(/\s+/);

/** What the source of truth says of the alert `a` and the reference miner ignores. */
export const typologyFeatures: readonly Feature[] = featureGroup("typology", {
  ...Object.fromEntries(
    typologies.map((typology) => [
      `typology_${typology.toLowerCase()}`,
      `upper(a.typology_type) = '${typology}'`,
    ]),
  ),
  ...Object.fromEntries(
    suspectedAddressTypes.map((type) => [`suspected_${type}`, `a.suspected_address_type = '${type}'`]),
  ),
  risk_indicator_count: "length(a.risk_indicators)",
});

/**
 * What it says of the address `f`. The columns carry the prefix `address_`, since some of their names are taken by
 * reference features. Left out: the two asset names, which the producer hard-codes (facts: aml-risk 1.5), and the shares of single hours and weekdays: they are noise to a model beside the
 * entropies, peaks and ratios that are made of them.
 */
export const addressSourceFeatures: readonly Feature[] = [
  ...featureGroup("address_source", {
    ...Object.fromEntries(plainAddressColumns.map((column) => [`address_${column}`, `f.${column}`])),
    ...Object.fromEntries(
      ["first", "last"].map((end) => [
        `address_days_since_${end}_activity`,
        `(${endOfWindow("f.processing_date")} - toInt64(f.${end}_activity_timestamp)) / ${millisecondsPerDay}`,
      ]),
    ),
  }),
];
