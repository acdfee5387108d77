import { endOfWindow, millisecondsPerDay } from "../features/time.ts";

const age = `(${endOfWindow("processing_date")} - toInt64(first_seen_timestamp)) / ${millisecondsPerDay}`;

/**
 * Who deals with whom in {batch:String}, a row for each of the two: how many days before the end of the window the first
 * money came in from that party and the first went out to it, 0 where none ever did. Addresses are numbers here, the same
 * in every batch.
 */
export const contacts = `
SELECT key, party, maxIf(age, is_in) AS in_age, maxIf(age, NOT is_in) AS out_age, max(age) AS first_age
FROM (
  SELECT cityHash64(to_address) AS key, cityHash64(from_address) AS party, true AS is_in, ${age} AS age
  FROM raw_money_flows WHERE batch_id = {batch:String} AND from_address != to_address
  UNION ALL
  SELECT cityHash64(from_address) AS key, cityHash64(to_address) AS party, false AS is_in, ${age} AS age
  FROM raw_money_flows WHERE batch_id = {batch:String} AND from_address != to_address
)
GROUP BY key, party`;

/**
 * Returns a SELECT of how many counterparties each address of the batch had on each of these days before the end of the
 * window, an array in their order.
 */
export function degreesOn(days: readonly number[]): string {
  const had = `arrayMap(day -> toUInt32(first_age > day), [${days.join(", ")}])`;
  return `SELECT key, sumForEach(${had}) AS degrees FROM (${contacts}) GROUP BY key`;
}
