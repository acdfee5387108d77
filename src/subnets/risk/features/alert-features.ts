import { addressAlertFeatures, profilePresence } from "./address-alert-features.ts";
import { evidenceFeatures } from "./evidence-features.ts";
import { featureSchema, valuesSql, type Feature } from "./feature.ts";
import { flowFeatures } from "./flow-features.ts";
import { historyFeatures } from "./history-features.ts";
import {
  addressLevelFeatures,
  addressStatisticalFeatures,
  alertLevelFeatures,
  clusterFeatures,
  networkFeatures,
  statisticalFeatures,
  temporalFeatures,
} from "./reference-features.ts";
import { addressSourceFeatures, typologyFeatures } from "./source-features.ts";

/** Neighbouring columns of the matrix that are made of the same thing. */
export interface Segment {
  /**
   * `alert` is made of the alert and of its place in the batch. What is true of an address is made once for all its
   * alerts: `address` of all that its batch says of it, save its row of the feature table, of which `profile` is made;
   * `compared` of all of these, and of earlier batches.
   */
  readonly of: "alert" | "address" | "profile" | "compared";
  readonly features: readonly Feature[];
}

/** The columns in order: the reference's, then what it ignores, then what other batches and other addresses tell. */
export const alertSegments: readonly Segment[] = [
  { of: "alert", features: alertLevelFeatures },
  { of: "profile", features: addressLevelFeatures },
  { of: "alert", features: [...temporalFeatures, ...statisticalFeatures] },
  { of: "address", features: [...addressStatisticalFeatures, ...clusterFeatures, ...networkFeatures] },
  { of: "alert", features: [...typologyFeatures, ...evidenceFeatures] },
  { of: "profile", features: addressSourceFeatures },
  { of: "compared", features: profilePresence },
  { of: "address", features: [...addressAlertFeatures, ...flowFeatures] },
  { of: "compared", features: historyFeatures },
];

/** Returns the SQL of the values of all segments that are made of the same thing, in order: one array. */
export function valuesOf(of: Segment["of"]): string {
  return valuesSql(featuresOf(of));
}

/** Returns the SQL of the same where nothing is known of that thing. */
export function missingValues(of: Segment["of"]): string {
  return `arrayWithConstant(${String(featuresOf(of).length)}, toFloat32(nan))`;
}

/** Returns the SQL of a whole row, of such arrays. */
export function wholeRow(arrays: Readonly<Record<Segment["of"], string>>): string {
  const used = { alert: 0, address: 0, profile: 0, compared: 0 };
  const slices = alertSegments.map(({ of, features: { length } }) => {
    const slice = `arraySlice(${arrays[of]}, ${String(used[of] + 1)}, ${String(length)})`;
    used[of] += length;
    return slice;
  });
  return `arrayConcat(${slices.join(", ")})`;
}

function featuresOf(of: Segment["of"]): readonly Feature[] {
  return alertSegments.filter((segment) => segment.of === of).flatMap(({ features }) => features);
}

/** The one definition of the alert matrix, for training and for scoring. */
export const alertSchema = featureSchema(alertSegments.flatMap(({ features }) => features));
