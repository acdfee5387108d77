import { contacts, degreesOn } from "./contacts.ts";
import { examples, type ExampleSettings } from "./examples.ts";
import { hindsightValues, sideColumns } from "./values.ts";

export interface HindsightSettings extends ExampleSettings {
  /** Features that are left missing although they are known. */
  readonly leftMissing?: readonly string[];
}

/**
 * Returns a SELECT of what {batch:String} teaches in hindsight. Its flows say who began to deal with whom on which day, so
 * they tell what an address looked like on an earlier day, and whether it grew since: a single batch has months to learn
 * from, long before the batch that its own scores are graded by. Per row: the address as a number, how many days before
 * the end of the window it is looked at, the pattern of what became of it, how many addresses the row stands for, and the
 * values of the alert schema.
 *
 * No row knows anything of the time after its day, and no label of the time after the batch.
 */
export function hindsightRows(settings: HindsightSettings): string {
  return `
SELECT key, day, pattern, stands_for, ${hindsightValues(settings.leftMissing)} AS features
FROM (
  SELECT key, day, degree, pattern, stands_for,
  ${sideColumns("in")},
  ${sideColumns("out")}
  FROM (${contactsOf(settings)})
  GROUP BY key, day, degree, pattern, stands_for
)`;
}

/** The contacts that the address of an example had on its day, each with how many the other had on it. */
function contactsOf(settings: ExampleSettings): string {
  const days = `[${settings.days.join(", ")}]`;
  return `
  SELECT e.key AS key, e.degree AS degree, e.pattern AS pattern, e.stands_for AS stands_for,
    ${days}[e.place] AS day, c.in_age AS in_age, c.out_age AS out_age, p.degrees[e.place] AS party_degree
  FROM (${contacts}) AS c
  INNER JOIN (${examples(settings)}) AS e ON e.key = c.key
  LEFT ANY JOIN (${degreesOn(settings.days)}) AS p ON p.key = c.party
  WHERE c.first_age > day`;
}
