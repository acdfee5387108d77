-- What the miner makes of a batch. Result tables are partitioned by publication_id, the identity of one
-- scoring run; readers see only the rows whose publication_id `batch_metadata` names as COMPLETED.

CREATE TABLE IF NOT EXISTS alert_scores (
    publication_id LowCardinality(String),
    processing_date Date,
    window_days UInt16,
    alert_id String,
    score Float64,
    model_version LowCardinality(String),
    latency_ms Float64,
    created_at DateTime DEFAULT now()
) ENGINE = MergeTree
PARTITION BY publication_id
ORDER BY alert_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS alert_rankings (
    publication_id LowCardinality(String),
    processing_date Date,
    window_days UInt16,
    alert_id String,
    rank UInt32,
    score Float64,
    model_version LowCardinality(String),
    created_at DateTime DEFAULT now()
) ENGINE = MergeTree
PARTITION BY publication_id
ORDER BY rank
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS cluster_scores (
    publication_id LowCardinality(String),
    processing_date Date,
    window_days UInt16,
    cluster_id String,
    score Float64,
    model_version LowCardinality(String),
    latency_ms Float64,
    created_at DateTime DEFAULT now()
) ENGINE = MergeTree
PARTITION BY publication_id
ORDER BY cluster_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- One row when a scoring run starts (PROCESSING) and one when it ends (COMPLETED or FAILED). The newest
-- COMPLETED row of a (window_days, processing_date) is the publication that readers see: a failed or an
-- unfinished run never hides the last good one.
CREATE TABLE IF NOT EXISTS batch_metadata (
    processing_date Date,
    window_days UInt16,
    publication_id String,
    batch_id String,
    status Enum8('PROCESSING' = 1, 'COMPLETED' = 2, 'FAILED' = 3),
    updated_at DateTime64(3, 'UTC'),
    input_counts_alerts UInt32,
    input_counts_features UInt32,
    input_counts_clusters UInt32,
    output_counts_alert_scores UInt32,
    output_counts_alert_rankings UInt32,
    output_counts_cluster_scores UInt32,
    latencies_ms_alert_scoring UInt32,
    latencies_ms_alert_ranking UInt32,
    latencies_ms_cluster_scoring UInt32,
    latencies_ms_total UInt32,
    model_versions_alert_scorer String,
    model_versions_alert_ranker String,
    model_versions_cluster_scorer String,
    error_message String
) ENGINE = MergeTree
ORDER BY (window_days, processing_date, updated_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The registry of model files. card_json is the model card: everything the API says about the model.
CREATE TABLE IF NOT EXISTS trained_models (
    model_id String,
    model_type LowCardinality(String),
    version String,
    network LowCardinality(String),
    algorithm LowCardinality(String),
    window_days UInt16,
    feature_hash String,
    file_sha256 String,
    file_bytes UInt64,
    created_at DateTime64(3, 'UTC'),
    training_start_date Date,
    training_end_date Date,
    num_samples UInt32,
    num_features UInt16,
    card_json String
) ENGINE = MergeTree
ORDER BY (model_type, window_days, created_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
