import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../../../lib/files.ts";
import { withScratch } from "../../../lib/scratch.ts";
import type { Database } from "../../../store/database.ts";
import type { Publication } from "../publication.ts";

/** The files of the file-based workflow, each the whole of one result table (specification: batch workflow). */
const files = {
  "alerts_scored.parquet": `
SELECT alert_id, score, model_version, latency_ms
FROM alert_scores WHERE publication_id = {publication:String} ORDER BY alert_id FORMAT Parquet`,
  "alerts_ranked.parquet": `
SELECT alert_id, rank, score, model_version
FROM alert_rankings WHERE publication_id = {publication:String} ORDER BY rank FORMAT Parquet`,
  "clusters_scored.parquet": `
SELECT cluster_id, score, model_version, latency_ms
FROM cluster_scores WHERE publication_id = {publication:String} ORDER BY cluster_id FORMAT Parquet`,
} as const;

/** pandas and every other reader know snappy; text columns are text, not bytes. */
const parquetSettings = {
  output_format_parquet_compression_method: "snappy",
  output_format_parquet_string_as_string: 1,
  wait_end_of_query: 1,
};

/**
 * Writes a publication as files into a directory. Each file appears whole or not at all, and `metadata.json`
 * last: a reader that sees it sees the files that it names. Returns the names of the files.
 */
export async function exportPublication(
  database: Database,
  { publication, directory, signal }: { publication: Publication; directory: string; signal: AbortSignal },
): Promise<readonly string[]> {
  await mkdir(directory, { recursive: true });
  await withScratch(directory, async (scratch) => {
    for (const [name, sql] of Object.entries(files)) {
      const params = { publication: publication.publicationId };
      await database.save(sql, join(scratch, name), { params, settings: parquetSettings, signal });
    }
    for (const name of Object.keys(files)) await rename(join(scratch, name), join(directory, name));
  });
  await writeFileAtomically(
    join(directory, "metadata.json"),
    `${JSON.stringify(metadata(publication), null, 2)}\n`,
  );
  return [...Object.keys(files), "metadata.json"];
}

/** The file-based workflow leaves the fields open; these are those of the API. */
function metadata(publication: Publication) {
  return {
    network: publication.network,
    processing_date: publication.processingDate,
    window_days: publication.windowDays,
    processed_at: publication.processedAt.toISOString(),
    total_alerts: publication.counts.scores,
    total_clusters: publication.counts.clusters,
    model_versions: {
      alert_scorer: publication.versions.scores,
      alert_ranker: publication.versions.rankings,
      cluster_scorer: publication.versions.clusters,
    },
    total_latency_ms: publication.latencyMs.total,
  };
}
