-- Why alerts were scored as they were: part of a publication as its scores are. Not every alert has an explanation.

CREATE TABLE IF NOT EXISTS alert_explanations (
    publication_id LowCardinality(String),
    processing_date Date,
    window_days UInt16,
    alert_id String,
    -- What the API gives.
    explain_json String CODEC(ZSTD(3)),
    created_at DateTime DEFAULT now()
) ENGINE = MergeTree
PARTITION BY publication_id
ORDER BY alert_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE batch_metadata ADD COLUMN IF NOT EXISTS output_counts_alert_explanations UInt32;

-- Why alerts without an explanation have none; empty for a run from before there were explanations.
ALTER TABLE batch_metadata ADD COLUMN IF NOT EXISTS explanation_lack LowCardinality(String);
