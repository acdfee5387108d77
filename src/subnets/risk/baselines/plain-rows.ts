import { alertSchema } from "../features/alert-features.ts";
import { alertRows, rowSettings } from "../features/alert-rows.ts";

/** The columns of the source itself, of an alert and of its address. */
const groups: readonly string[] = ["alert_level", "address_level", "address_source"];

const picked = alertSchema.features.flatMap(({ name, group }, place) =>
  groups.includes(group) ? [{ name, place: place + 1 }] : [],
);

/** The features that stand in these rows, in their order. */
export const plainFeatures: readonly string[] = picked.map(({ name }) => name);

const values = `arrayMap(place -> r.features[place], [${picked.map(({ place }) => place).join(", ")}])`;

/** Returns the labelled alerts of {batches:Array(String)}, given a SELECT of labels: the label before the features. */
export function plainTrainingRows(labels: string): string {
  return `
SELECT r.alert_id, arrayConcat([toFloat32(l.label)], ${values}) AS row_values
FROM (${alertRows()}) AS r
INNER JOIN (${labels}) AS l ON l.batch_id = r.alert_batch AND l.alert_id = r.alert_id
ORDER BY indexOf({batches:Array(String)}, r.alert_batch), r.alert_id
${rowSettings}
FORMAT Native`;
}

/** The rows to score, one per alert of {batches:Array(String)}, in no order. */
export const plainScoringRows = `
SELECT r.alert_id, ${values} AS row_values
FROM (${alertRows()}) AS r
${rowSettings}
FORMAT Native`;
