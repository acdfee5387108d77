import type { Database } from "../../../store/database.ts";
import { alertSchema } from "../features/alert-features.ts";
import { alertRows, rowSettings } from "../features/alert-rows.ts";
import type { FeatureFormat } from "./settings.ts";

/** What identifies a row, before its features. */
const keyColumns = ["alert_id", "alert_address AS address"];
const featureColumns = alertSchema.names.map(
  (name, place) => `features[${String(place + 1)}] AS \`${name}\``,
);

const rows = `
SELECT ${[...keyColumns, ...featureColumns].join(",\n  ")}
FROM (${alertRows()})
${rowSettings}`;

/** So many rows are decoded at once by who reads a file row by row. */
const rowsPerGroup = 8_192;

/** Every reader of Parquet knows snappy, and text as text. */
const parquetSettings = {
  output_format_parquet_compression_method: "snappy",
  output_format_parquet_string_as_string: 1,
  output_format_parquet_row_group_size: rowsPerGroup,
};

const formats = { parquet: "Parquet", csv: "CSVWithNames" } as const satisfies Record<FeatureFormat, string>;

/**
 * Saves the feature rows of a batch's alerts as a file for a scorer of the operator's own: one row per alert, the
 * features as Float32 by name, NaN where there is no value. The values are those that the model gets.
 */
export async function saveFeatures(
  database: Database,
  work: { batchId: string; path: string; format: FeatureFormat; signal: AbortSignal },
): Promise<void> {
  const { batchId, path, format, signal } = work;
  const settings = format === "parquet" ? parquetSettings : {};
  await database.save(`${rows}\nFORMAT ${formats[format]}`, path, {
    params: { batches: [batchId] },
    settings,
    signal,
  });
}
