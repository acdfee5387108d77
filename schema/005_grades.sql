-- How our own publications were graded, one row per grading, the newest last: a publication is graded again when more
-- is known.

CREATE TABLE IF NOT EXISTS grades (
    processing_date Date,
    window_days UInt16,
    publication_id String,
    graded_at DateTime64(3, 'UTC'),
    -- tier1_failed, tier2_failed, flat_period or graded.
    verdict LowCardinality(String),
    -- Null where it has no value, as for constant scores.
    final Nullable(Float64),
    tier2 Nullable(Float64),
    tier3 Nullable(Float64),
    evolution Nullable(Float64),
    -- Every part of every tier.
    grade_json String
) ENGINE = MergeTree
ORDER BY (window_days, processing_date, graded_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
