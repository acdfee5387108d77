import type { Database } from "../../src/store/database.ts";

export interface PublishedDays {
  /** YYYY-MM-DD, ascending. */
  readonly dates: readonly string[];
  readonly alerts: number;
  readonly windowDays: number;
}

/** Days that one statement writes: each is a partition of its own, of which the server takes a hundred at a time. */
const daysAtOnce = 50;

const insertScores = `
  INSERT INTO alert_scores (publication_id, processing_date, window_days, alert_id, score, model_version, latency_ms)
  SELECT day, toDate(day), {window:UInt16}, toString(generateUUIDv4()), rand() / 4294967296,
    'alert_scorer_torus_v1.0.0_20250801_000000', 0.25
  FROM numbers({alerts:UInt64}) ARRAY JOIN {days:Array(String)} AS day`;

/** Writes publications of random alert scores straight into the tables. */
export async function publishDays(
  database: Database,
  { dates, alerts, windowDays }: PublishedDays,
): Promise<void> {
  for (let start = 0; start < dates.length; start += daysAtOnce) {
    const days = dates.slice(start, start + daysAtOnce);
    await database.command(insertScores, { params: { days, alerts, window: windowDays } });
  }
  await database.insertRows(
    "batch_metadata",
    dates.map((date) => ({
      processing_date: date,
      window_days: windowDays,
      publication_id: date,
      status: "COMPLETED",
      updated_at: `${date} 01:00:00`,
      output_counts_alert_scores: alerts,
    })),
  );
}
