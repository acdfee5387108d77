import { z } from "zod";
import type { Database } from "../../store/database.ts";

const newestRow = z.object({ accepted: z.string(), published: z.string(), publications: z.number() });
const datesRow = z.object({ dates: z.number() });

const newestDates = `
SELECT
    (SELECT max(processing_date) FROM ingestions WHERE window_days = {window:UInt16}) AS accepted,
    (SELECT max(processing_date) FROM batch_metadata
     WHERE status = 'COMPLETED' AND window_days = {window:UInt16}) AS published,
    toUInt32((SELECT count() FROM batch_metadata
     WHERE status = 'COMPLETED' AND window_days = {window:UInt16})) AS publications`;

const selectOld = "WHERE window_days = {window:UInt16} AND processing_date < {before:Date}";

/** Readers must lose sight of a publication before its batch: what is published always has one. */
const ledgers = ["batch_metadata", "ingestions"] as const;

const dayMs = 24 * 60 * 60 * 1_000;

export interface Retention {
  readonly windowDays: number;
  /** Days before the newest batch that stay; 0 for all. */
  readonly keepDays: number;
}

/**
 * Takes what is older than the retention out of the ledgers, so that nothing refers to its rows any more; the next
 * garbage collection drops them. Ages count from the newest batch that is published, not from today: neither a
 * source that stopped nor a clock that is wrong makes data old. Returns how many dates went.
 *
 * The caller holds the network's write lock.
 */
export async function retireDates(
  database: Database,
  { windowDays, keepDays }: Retention,
  signal: AbortSignal,
): Promise<number> {
  if (keepDays === 0) return 0;
  const params = { window: windowDays };
  const newest = await database.findRow(newestRow, newestDates, { params, signal });
  if (newest === undefined || newest.publications === 0) return 0;
  const reference = newest.published < newest.accepted ? newest.published : newest.accepted;
  const before = firstKeptDate(reference, keepDays);
  let dates = 0;
  for (const ledger of ledgers) {
    const options = { params: { ...params, before } };
    const countOld = `SELECT toUInt32(uniqExact(processing_date)) AS dates FROM ${ledger} ${selectOld}`;
    const old = await database.findRow(datesRow, countOld, { ...options, signal });
    // A deletion of nothing is written to the disk all the same, and harms the table where that is full.
    if (old === undefined || old.dates === 0) continue;
    await database.command(`DELETE FROM ${ledger} ${selectOld}`, options);
    dates = Math.max(dates, old.dates);
  }
  return dates;
}

/** Returns the oldest processing date that stays beside the newest one, for a retention of at least one day. */
export function firstKeptDate(newest: string, keepDays: number): string {
  return new Date(Date.parse(`${newest}T00:00:00Z`) - keepDays * dayMs).toISOString().slice(0, 10);
}
