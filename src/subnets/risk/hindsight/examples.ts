import type { GradingSettings } from "../../../config/settings.ts";
import { degreesOn } from "./contacts.ts";

/**
 * An address that goes from one counterparty to four has trebled them, as thousands do that nobody suspects. The validator
 * tells them apart by volume and velocity, of which flows do not say when; so many new counterparties stand for both.
 */
const LEAST_NEW_PARTIES = 8;

/** Of how many days, and which of their addresses, examples are taken. */
export interface ExampleSettings {
  /** See earlierDays. */
  readonly days: readonly number[];
  readonly grading: Pick<GradingSettings, "evolution" | "expanding" | "benign">;
}

/**
 * Returns a SELECT of what the addresses of {batch:String} did in the horizon after each of these days: `place` of the day
 * from 1, the address's `degree` on it, and the `pattern` of what became of it. Of those that did not expand, about
 * {hindsight_rows:UInt32} are taken in all, each standing for `stands_for`.
 */
export function examples({ days, grading }: ExampleSettings): string {
  const later = days.map((day) => day - grading.evolution.days);
  return `
SELECT key, place, degree, pattern, if(pattern = 'expanding_illicit', 1, ${everyNth(days)}) AS stands_for
FROM (
  SELECT key, place, degrees[place] AS degree, degrees[place + ${String(days.length)}] AS degree_later,
    ${patternSql(grading)} AS pattern
  FROM (${degreesOn([...days, ...later])})
  ARRAY JOIN range(1, ${String(days.length + 1)}) AS place
  WHERE degree > 0
)
WHERE pattern = 'expanding_illicit' OR cityHash64(key, place) % ${everyNth(days)} = 0
ORDER BY cityHash64(key, place)
LIMIT {hindsight_rows:UInt32} * 2`;
}

/** By counterparties alone; what grew in volume only is benign here. */
function patternSql({ expanding, benign }: Pick<GradingSettings, "expanding" | "benign">): string {
  const grownBy = (percent: number) => `degree * ${String(1 + percent / 100)}`;
  return `multiIf(
      degree_later > ${grownBy(expanding.degreePercent)} AND degree_later >= degree + ${String(LEAST_NEW_PARTIES)}, 'expanding_illicit',
      degree_later < ${grownBy(benign.degreePercent)}, 'benign_indicators',
      'ambiguous')`;
}

/** One of so many addresses that did not expand is taken. */
function everyNth(days: readonly number[]): string {
  const addresses = "assumeNotNull((SELECT count() FROM raw_features WHERE batch_id = {batch:String}))";
  const all = `${addresses} * ${String(days.length)}`;
  return `greatest(1, toUInt64(ceil(${all} / {hindsight_rows:UInt32})))`;
}
