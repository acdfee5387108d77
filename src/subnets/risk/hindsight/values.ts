import { alertSchema } from "../features/alert-features.ts";
import { meanCount, recentDays } from "../features/flow-rows.ts";

/** The aggregates of a side that are features as they are, where it has any party. */
const summaries = [
  "newest_days",
  "mean_days",
  "oldest_days",
  "spread_days",
  "party_degree_min",
  "party_degree_max",
  "party_degree_mean",
] as const;

/**
 * What flows tell of an address on an earlier day, by the names of the alert features: the `degree` that it had, and
 * for either side what sideColumns makes. All else is missing.
 */
const known: Readonly<Record<string, string>> = {
  address_degree_total: "degree",
  unique_counterparties: "degree",
  unique_counterparties_norm: "degree / 50",
  in_degree: "in_parties",
  out_degree: "out_parties",
  total_degree: "in_parties + out_parties",
  ...sideValues("in"),
  ...sideValues("out"),
};

/**
 * Returns the SQL of a row's values in the order of the alert schema, over rows with the columns of both sides.
 * @param leftMissing features that are left out although they are known.
 */
export function hindsightValues(leftMissing: readonly string[] = []): string {
  const values = alertSchema.names.map((name) => {
    const value = leftMissing.includes(name) ? undefined : known[name];
    return value === undefined ? "toFloat32(nan)" : `ifNull(toFloat32(${value}), toFloat32(nan))`;
  });
  return `[${values.join(", ")}]`;
}

/** The features that a row in hindsight knows. */
export const hindsightFeatures: readonly string[] = Object.keys(known);

function sideValues(side: "in" | "out"): Record<string, string> {
  return {
    ...Object.fromEntries(
      summaries.map((column) => [`${side}_${column}`, `if(${side}_parties > 0, ${side}_${column}, NULL)`]),
    ),
    [`${side}_mutual_share`]: `${side}_mutual / nullIf(${side}_parties, 0)`,
    ...Object.fromEntries(
      recentDays.flatMap((days) => {
        const column = `${side}_new_${String(days)}`;
        return [
          [`${column}_count`, column],
          [`${column}_share`, `${column} / nullIf(${side}_parties, 0)`],
        ];
      }),
    ),
  };
}

/**
 * Returns the aggregates of one side, over contacts of which `${side}_age` is above `day`, the day that is looked at;
 * `party_degree` is how many counterparties the party had on that day.
 */
export function sideColumns(side: "in" | "out"): string {
  const [isThere, age] = [`${side}_age > day`, `${side}_age - day`];
  const aggregates = {
    parties: `countIf(${isThere})`,
    newest_days: `minIf(${age}, ${isThere})`,
    mean_days: `avgIf(${age}, ${isThere})`,
    oldest_days: `maxIf(${age}, ${isThere})`,
    spread_days: `stddevPopIf(${age}, ${isThere})`,
    mutual: "countIf(in_age > day AND out_age > day)",
    party_degree_min: `minIf(party_degree, ${isThere})`,
    party_degree_max: `maxIf(party_degree, ${isThere})`,
    party_degree_mean: meanCount(`if(${isThere}, party_degree, NULL)`),
    ...Object.fromEntries(
      recentDays.map((days) => [`new_${String(days)}`, `countIf(${isThere} AND ${age} <= ${String(days)})`]),
    ),
  };
  return Object.entries(aggregates)
    .map(([name, sql]) => `${sql} AS ${side}_${name}`)
    .join(",\n  ");
}
