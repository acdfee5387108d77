import { featureGroup, type Feature } from "./feature.ts";

/** Whether an address has a profile `f`. */
export const profilePresence: readonly Feature[] = featureGroup("address_source", {
  has_address_features: "f.key IS NOT NULL",
});

/** What the alerts `s` of one address in one batch say together, and its clusters `c`. */
export const addressAlertFeatures: readonly Feature[] = [
  ...featureGroup("address_alerts", {
    address_typologies: "s.typologies",
    address_confidence_max: "s.confidence_max",
    address_confidence_mean: "s.confidence_sum / s.alerts",
    address_severe_alerts: "s.severe",
  }),
  ...featureGroup("cluster_context", {
    clusters: "ifNull(c.clusters, 0)",
    cluster_confidence_avg: "c.confidence_avg",
    cluster_addresses: "c.addresses",
    cluster_severity_max: "c.severity_max",
  }),
];
