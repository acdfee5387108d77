import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { AlertRow } from "./risk-scorer.ts";

/** What the database has written, see saveFeatures. */
interface FileRow {
  readonly alert_id: string;
  readonly address: string;
}

/** Yields the rows of a features file, a row group at a time. */
export async function* featureRows(path: string): AsyncGenerator<AlertRow> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    // The file is ours: two columns of text, all others Float32, none nullable.
    const rows = (await parquetReadObjects({ file, metadata, rowStart, rowEnd })) as FileRow[];
    for (const { alert_id: alertId, address, ...features } of rows) yield { alertId, address, features };
    rowStart = rowEnd;
  }
}
