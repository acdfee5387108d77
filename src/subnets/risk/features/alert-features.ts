import { addressAlertFeatures } from "./address-alert-features.ts";
import { evidenceFeatures } from "./evidence-features.ts";
import { featureSchema, type Feature } from "./feature.ts";
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
   * What is true of an address is made once for all its alerts: `address` of all that is known of it, `profile` of its
   * row in the feature table alone. `alert` is made of the alert alone, `standing` of its place in the batch.
   */
  readonly of: "alert" | "standing" | "address" | "profile";
  readonly features: readonly Feature[];
}

/** The columns in order: the reference's, then what it ignores, then what other batches and other addresses tell. */
export const alertSegments: readonly Segment[] = [
  { of: "alert", features: alertLevelFeatures },
  { of: "profile", features: addressLevelFeatures },
  { of: "alert", features: temporalFeatures },
  { of: "standing", features: statisticalFeatures },
  { of: "address", features: [...addressStatisticalFeatures, ...clusterFeatures, ...networkFeatures] },
  { of: "alert", features: [...typologyFeatures, ...evidenceFeatures] },
  { of: "profile", features: addressSourceFeatures },
  { of: "address", features: [...addressAlertFeatures, ...flowFeatures, ...historyFeatures] },
];

/** Returns the column that holds a segment in the query that makes it, by its place among all segments. */
export function segmentColumn(place: number): string {
  return `segment_${String(place)}`;
}

/** Returns the columns of a SELECT for all segments that are made of the same thing. */
export function segmentColumns(
  of: Segment["of"],
  columnSql: (features: readonly Feature[], column: string) => string,
): string {
  return alertSegments
    .flatMap((segment, place) =>
      segment.of === of ? [columnSql(segment.features, segmentColumn(place))] : [],
    )
    .join(",\n  ");
}

/** The one definition of the alert matrix, for training and for scoring. */
export const alertSchema = featureSchema(alertSegments.flatMap(({ features }) => features));
