import { featureGroup, type Feature } from "./feature.ts";
import { recentDays } from "./flow-rows.ts";

/** The incoming flows `i` and the outgoing flows `o` of an address: how new they are, and with whom. */
export const flowFeatures: readonly Feature[] = [...side("in", "i"), ...side("out", "o")];

function side(name: string, table: string): Feature[] {
  const total = `toFloat64(${table}.total)`;
  return [
    ...featureGroup("flow_recency", {
      [`${name}_newest_days`]: `${table}.newest_days`,
      [`${name}_mean_days`]: `${table}.mean_days`,
      [`${name}_oldest_days`]: `${table}.oldest_days`,
      [`${name}_spread_days`]: `${table}.spread_days`,
      [`${name}_largest_share`]: `toFloat64(${table}.largest) / nullIf(${total}, 0)`,
      [`${name}_mutual_share`]: `${table}.mutual / ${table}.parties`,
      ...Object.fromEntries(
        recentDays.flatMap((days) => [
          [`${name}_new_${String(days)}_count`, `ifNull(${table}.new_${String(days)}, 0)`],
          [`${name}_new_${String(days)}_share`, `${table}.new_${String(days)} / ${table}.parties`],
          [
            `${name}_new_${String(days)}_usd_share`,
            `toFloat64(${table}.new_usd_${String(days)}) / nullIf(${total}, 0)`,
          ],
        ]),
      ),
    }),
    ...featureGroup("neighbourhood", {
      // Whether it deals with hubs or with its like.
      [`${name}_party_degree_min`]: `${table}.party_degree_min`,
      [`${name}_party_degree_max`]: `${table}.party_degree_max`,
      [`${name}_party_degree_mean`]: `${table}.party_degree_mean`,
      [`${name}_alerted_count`]: `ifNull(${table}.alerted, 0)`,
      [`${name}_alerted_share`]: `${table}.alerted / ${table}.parties`,
      [`${name}_alerted_usd_share`]: `toFloat64(${table}.alerted_usd) / nullIf(${total}, 0)`,
      [`${name}_alerted_confidence`]: `nullIf(${table}.confidence_max, 0)`,
      [`${name}_risky_count`]: `ifNull(${table}.risky, 0)`,
      [`${name}_risky_usd_share`]: `toFloat64(${table}.risky_usd) / nullIf(${total}, 0)`,
      [`${name}_alerted_two_hops`]: `ifNull(${table}.alerted_beyond, 0)`,
      [`${name}_alerted_two_hops_mean`]: `${table}.alerted_beyond / ${table}.parties`,
      [`${name}_risky_two_hops`]: `ifNull(${table}.risky_beyond, 0)`,
    }),
  ];
}
