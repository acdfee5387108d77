-- What was decided about a model, and why. The active model of a type and window is the one that was activated last; a
-- model without any decision counts as activated when it was made.

CREATE TABLE IF NOT EXISTS model_decisions (
    model_id String,
    model_type LowCardinality(String),
    window_days UInt16,
    decided_at DateTime64(3, 'UTC'),
    action Enum8('activated' = 1, 'refused' = 2),
    -- comparison, force or operator.
    decided_by LowCardinality(String),
    champion_id String,
    challenger_grade Nullable(Float64),
    champion_grade Nullable(Float64),
    reason String
) ENGINE = MergeTree
ORDER BY (model_type, window_days, decided_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
