import type { BatchKey } from "../../../subnets/risk/batch.ts";
import type { Activity } from "../activity.ts";
import { windowBefore } from "../calendar.ts";
import { graphOf } from "../graph/graph.ts";
import type { Actor } from "../population.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";
import { amountFeatures } from "./amounts.ts";
import { anomalyFeatures } from "./anomalies.ts";
import { assetFeatures, counterpartyFeatures } from "./counterparties.ts";
import { flagFeatures } from "./flags.ts";
import { graphFeatures } from "./graph-features.ts";
import { qualityFeatures } from "./quality.ts";
import { timingFeatures } from "./timing.ts";
import { topologyFeatures, volumeFeatures } from "./volume.ts";

/** Returns one row of features per active address, in the order of the activities. */
export function featureRows(
  activities: readonly Activity[],
  population: readonly Actor[],
  batch: BatchKey,
): FeatureRow[] {
  const graph = graphOf(activities);
  const own = activities.map((activity) => ({ activity, ...ownFeatures(activity, population, batch) }));
  const positionOf = graphFeatures(
    graph,
    own.map(({ total_volume_usd }) => total_volume_usd),
  );
  const placed = own.map((features, place) => ({ ...features, ...positionOf(place) }));
  const anomaliesOf = anomalyFeatures(placed, graph);
  return placed.map(({ activity, ...features }, place) => ({
    ...features,
    ...anomaliesOf(place),
    ...flagFeatures(features, activity),
    ...qualityFeatures(features),
  }));
}

/** What follows from the address's own transactions. */
function ownFeatures(activity: Activity, population: readonly Actor[], batch: BatchKey) {
  return {
    window_days: batch.windowDays,
    processing_date: batch.processingDate,
    address: population[activity.index]?.address ?? "",
    ...topologyFeatures(activity),
    ...volumeFeatures(activity),
    ...amountFeatures(activity),
    ...timingFeatures(activity, windowBefore(batch.processingDate, batch.windowDays)),
    ...counterpartyFeatures(activity),
    ...assetFeatures,
  };
}
