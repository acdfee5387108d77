-- What a batch alone gives of the alert matrix, made once when the batch is loaded: of each address with alerts its own
-- values, and its alerts with theirs, in the order of the matrix. Rows are read by the program whose definition of the
-- values they name; those of a batch that has none are made when it is scored or learned from. They are read whole, so sorting them
-- would be work for nothing.

CREATE TABLE IF NOT EXISTS address_values (
    batch_id LowCardinality(String),
    definition LowCardinality(String),
    key UInt64,
    feature_values Array(Float32),
    alerts Array(Tuple(
        id String,
        address String,
        volume Float64,
        confidence Float32,
        severity String,
        feature_values Array(Float32)
    ))
) ENGINE = MergeTree
PARTITION BY batch_id
ORDER BY tuple()
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
