import { featureGroup, type Feature } from "./feature.ts";

/** What is read of the evidence: its fields by typology (facts: aml-risk 1.4), each of them once. */
const numbers = [
  "severity_score",
  "risk_score",
  "path_depth",
  "cycle_length",
  "transaction_count",
  "avg_transaction_size",
  "daily_velocity",
] as const;

const fields = numbers.map((name) => `${name} Nullable(Float64)`).join(", ");

/**
 * The evidence of an alert as a tuple, parsed once: absent fields are NULL, and so is all of it where the text is not
 * JSON.
 */
export const evidenceSql = `JSONExtract(evidence_json, 'Tuple(${fields}, path Array(String), exchange_interactions Array(Tuple(volume_usd Nullable(Float64))))')`;

/** What the evidence `a.evidence` of the alert says beyond its address's features. */
export const evidenceFeatures: readonly Feature[] = featureGroup("evidence", {
  ...Object.fromEntries(numbers.map((name) => [`evidence_${name}`, `tupleElement(a.evidence, '${name}')`])),
  evidence_path_addresses: "nullIf(length(tupleElement(a.evidence, 'path')), 0)",
  // The head of a path sends what its tail receives: who is where tells their parts.
  evidence_path_position: "nullIf(indexOf(tupleElement(a.evidence, 'path'), a.address), 0)",
  evidence_exchanges: "nullIf(length(tupleElement(a.evidence, 'exchange_interactions')), 0)",
});
