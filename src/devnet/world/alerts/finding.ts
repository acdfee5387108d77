/** What an alert of the producer can be about; those of its rules that can be reached here (facts: aml-risk 1.4). */
export type Typology =
  | "PEEL_CHAIN"
  | "STRUCTURING"
  | "RAPID_FANOUT"
  | "VELOCITY_ANOMALY"
  | "FRESH_TO_EXCHANGE"
  | "CYCLE_DETECTION"
  | "LAYERING_PATH";

/** A suspicion about one address, before it becomes a row. */
export interface Finding {
  readonly typology: Typology;
  readonly address: string;
  /** 0 to 1 */
  readonly confidence: number;
  readonly volumeUsd: number;
  readonly suspectedType: "wallet" | "institutional" | "merchant" | "unknown";
  readonly description: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly indicators: readonly string[];
}
