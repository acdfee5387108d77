-- The operator's own labels, beside the source of truth and never mixed into it. Labels are partitioned by
-- import_id, the identity of one import; readers see those whose import_id the newest row of their source in
-- `label_imports` names.

CREATE TABLE IF NOT EXISTS custom_labels (
    import_id LowCardinality(String),
    address String,
    is_risky Bool,
    risk_level LowCardinality(String),
    confidence Float32,
    known_since Date,
    line UInt32
) ENGINE = MergeTree
PARTITION BY import_id
ORDER BY address
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The ledger: one row per import, written last, and one with an empty import_id when a source is removed.
CREATE TABLE IF NOT EXISTS label_imports (
    source String,
    recorded_at DateTime64(3, 'UTC'),
    import_id String,
    version String,
    file_name String,
    count_labels UInt64,
    count_bad UInt64
) ENGINE = MergeTree
ORDER BY (source, recorded_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
