-- The batches of the source of truth, as the producer writes them, one database per network.
-- Every table is partitioned by batch_id, the identity of one loaded copy of (processing_date, window_days):
-- rows become visible to readers only when `ingestions` names their batch_id as accepted.

CREATE TABLE IF NOT EXISTS raw_alerts (
    batch_id LowCardinality(String),
    window_days UInt16,
    processing_date Date,
    alert_id String,
    address String,
    typology_type LowCardinality(String),
    pattern_id String,
    pattern_type LowCardinality(String),
    severity LowCardinality(String),
    suspected_address_type LowCardinality(String),
    suspected_address_subtype LowCardinality(String),
    alert_confidence_score Float32,
    description String,
    volume_usd Decimal128(18),
    evidence_json String,
    risk_indicators Array(LowCardinality(String))
) ENGINE = MergeTree
PARTITION BY batch_id
ORDER BY alert_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Nullable columns are those that newer producers no longer write.
CREATE TABLE IF NOT EXISTS raw_features (
    batch_id LowCardinality(String),
    window_days UInt16,
    processing_date Date,
    address String,
    degree_in UInt32,
    degree_out UInt32,
    degree_total UInt32,
    unique_counterparties UInt32,
    total_in_usd Decimal128(18),
    total_out_usd Decimal128(18),
    net_flow_usd Decimal128(18),
    total_volume_usd Decimal128(18),
    avg_tx_in_usd Decimal128(18),
    avg_tx_out_usd Decimal128(18),
    median_tx_in_usd Decimal128(18),
    median_tx_out_usd Decimal128(18),
    max_tx_usd Decimal128(18),
    min_tx_usd Decimal128(18),
    amount_variance Float64,
    amount_skewness Float64,
    amount_kurtosis Float64,
    volume_std Float64,
    volume_cv Float64,
    flow_concentration Float64,
    tx_in_count UInt64,
    tx_out_count UInt64,
    tx_total_count UInt64,
    activity_days UInt32,
    activity_span_days UInt32,
    avg_daily_volume_usd Decimal128(18),
    peak_hour UInt8,
    peak_day UInt8,
    regularity_score Float32,
    burst_factor Float32,
    reciprocity_ratio Float32,
    flow_diversity Float32,
    counterparty_concentration Float32,
    concentration_ratio Float32,
    velocity_score Float32,
    structuring_score Float32,
    unique_assets_in UInt32,
    unique_assets_out UInt32,
    dominant_asset_in String,
    dominant_asset_out String,
    asset_diversity_score Float32,
    hourly_activity Array(UInt16),
    daily_activity Array(UInt16),
    peak_activity_hour UInt8,
    peak_activity_day UInt8,
    hourly_entropy Float32,
    daily_entropy Float32,
    weekend_transaction_ratio Float32,
    night_transaction_ratio Float32,
    small_transaction_ratio Float32,
    consistency_score Float32,
    pagerank Float32,
    betweenness Float32,
    closeness Float32,
    clustering_coefficient Float32,
    kcore UInt32,
    community_id UInt32,
    centrality_score Float32,
    khop1_count UInt32,
    khop2_count UInt32,
    khop3_count UInt32,
    khop1_volume_usd Decimal128(18),
    khop2_volume_usd Decimal128(18),
    khop3_volume_usd Decimal128(18),
    flow_reciprocity_entropy Float32,
    counterparty_stability Float32,
    flow_burstiness Float32,
    transaction_regularity Float32,
    amount_predictability Float32,
    behavioral_anomaly_score Nullable(Float32),
    graph_anomaly_score Nullable(Float32),
    neighborhood_anomaly_score Nullable(Float32),
    global_anomaly_score Nullable(Float32),
    outlier_transactions Nullable(UInt32),
    suspicious_pattern_score Nullable(Float32),
    is_exchange_like Nullable(Bool),
    is_whale Nullable(Bool),
    is_mixer_like Nullable(Bool),
    is_contract_like Nullable(Bool),
    is_new_address Bool,
    is_dormant_reactivated Bool,
    is_high_volume_trader Nullable(Bool),
    is_hub_address Nullable(Bool),
    is_retail_active Nullable(Bool),
    is_whale_inactive Nullable(Bool),
    is_retail_inactive Nullable(Bool),
    is_regular_user Nullable(Bool),
    unique_recipients_count UInt32,
    unique_senders_count UInt32,
    completeness_score Nullable(Float32),
    quality_score Nullable(Float32),
    outlier_score Nullable(Float32),
    confidence_score Nullable(Float32),
    first_activity_timestamp UInt64,
    last_activity_timestamp UInt64
) ENGINE = MergeTree
PARTITION BY batch_id
ORDER BY address
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS raw_clusters (
    batch_id LowCardinality(String),
    window_days UInt16,
    processing_date Date,
    cluster_id String,
    cluster_type LowCardinality(String),
    primary_address String,
    pattern_id String,
    primary_alert_id String,
    related_alert_ids Array(String),
    addresses_involved Array(String),
    total_alerts UInt32,
    total_volume_usd Decimal128(18),
    severity_max LowCardinality(String),
    confidence_avg Float32,
    earliest_alert_timestamp UInt64,
    latest_alert_timestamp UInt64
) ENGINE = MergeTree
PARTITION BY batch_id
ORDER BY cluster_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS raw_money_flows (
    batch_id LowCardinality(String),
    window_days UInt16,
    processing_date Date,
    from_address String,
    to_address String,
    tx_count UInt64,
    amount_sum Decimal128(18),
    amount_usd_sum Decimal128(18),
    first_seen_timestamp UInt64,
    last_seen_timestamp UInt64,
    active_days UInt32,
    avg_tx_size_usd Decimal128(18),
    unique_assets UInt32,
    dominant_asset LowCardinality(String),
    hourly_pattern Array(UInt16),
    weekly_pattern Array(UInt16),
    reciprocity_ratio Float32,
    is_bidirectional Bool
) ENGINE = MergeTree
PARTITION BY batch_id
ORDER BY (from_address, to_address)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The labels as they were when the batch was taken: the producer overwrites one undated file per network.
CREATE TABLE IF NOT EXISTS raw_address_labels (
    batch_id LowCardinality(String),
    network LowCardinality(String),
    network_type LowCardinality(String),
    address String,
    label String,
    address_type LowCardinality(String),
    address_subtype LowCardinality(String),
    trust_level LowCardinality(String),
    source LowCardinality(String),
    risk_level LowCardinality(String),
    confidence_score Float32,
    created_timestamp UInt64,
    updated_timestamp UInt64
) ENGINE = MergeTree
PARTITION BY batch_id
ORDER BY (address, label)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The ledger: one row per accepted batch, written last. The newest row of a (window_days, processing_date)
-- names the batch that readers see.
CREATE TABLE IF NOT EXISTS ingestions (
    window_days UInt16,
    processing_date Date,
    batch_id String,
    accepted_at DateTime64(3, 'UTC'),
    generated_at String,
    file_hashes Map(String, String),
    labels_sha256 String,
    labels_taken_at DateTime64(3, 'UTC'),
    count_alerts UInt64,
    count_features UInt64,
    count_clusters UInt64,
    count_money_flows UInt64,
    count_address_labels UInt64,
    duplicate_alerts UInt64,
    duplicate_features UInt64,
    absent_columns Array(String),
    source String,
    duration_ms UInt64
) ENGINE = MergeTree
ORDER BY (window_days, processing_date, accepted_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
