export type AlertSeverity = "low" | "medium" | "high" | "critical";

/** Returns the severity, which is a function of the confidence alone (facts: aml-risk 1.4). */
export function severityOf(confidence: number): AlertSeverity {
  if (confidence >= 0.9) return "critical";
  if (confidence >= 0.75) return "high";
  return confidence >= 0.6 ? "medium" : "low";
}
