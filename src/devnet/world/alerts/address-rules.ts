import type { FeatureRow } from "../tables/feature-columns.ts";
import type { Finding, Typology } from "./finding.ts";

/** A typology that shows in the features of one address. */
interface AddressRule {
  readonly typology: Typology;
  readonly indicators: readonly string[];
  /** The confidence must exceed this for an alert. */
  readonly minimum: number;
  fires(features: FeatureRow): boolean;
  /** May exceed 1; it is clipped. */
  confidence(features: FeatureRow): number;
  describe(features: FeatureRow): string;
  evidence(features: FeatureRow): Readonly<Record<string, unknown>>;
}

/** The producer's thresholds and weights (facts: aml-risk 1.4). */
const rules: readonly AddressRule[] = [
  {
    typology: "PEEL_CHAIN",
    indicators: ["long_chain", "sequential_transfers", "low_branching"],
    minimum: 0.6,
    fires: (of) => of.degree_total >= 5 && of.total_volume_usd >= 1000 && of.burst_factor < 0.3,
    confidence: (of) =>
      0.4 * (of.degree_total / 20) +
      0.3 * upToOne(of.total_volume_usd / 50_000) +
      0.3 * (1 - of.burst_factor),
    describe: (of) => `Peel chain: ${of.degree_total} recipients, $${of.total_volume_usd.toFixed(2)}`,
    evidence: (of) => ({
      degree_out: of.degree_total,
      burst_factor: of.burst_factor,
      sequential_pattern_indicator: true,
    }),
  },
  {
    typology: "STRUCTURING",
    indicators: ["small_transactions", "below_threshold", "frequent_activity"],
    minimum: 0.6,
    fires: (of) => of.structuring_score > 0.3 && of.tx_total_count >= 10 && meanSize(of) < 9500,
    confidence: (of) =>
      0.5 * of.structuring_score +
      0.3 * upToOne(of.tx_total_count / 50) +
      0.2 * (1 - upToOne(meanSize(of) / 10_000)),
    describe: (of) => `Structuring: ${of.tx_total_count} transactions, avg $${meanSize(of).toFixed(2)}`,
    evidence: (of) => ({
      structuring_score: of.structuring_score,
      transaction_count: of.tx_total_count,
      avg_transaction_size: meanSize(of),
    }),
  },
  {
    typology: "RAPID_FANOUT",
    indicators: ["many_recipients", "burst_activity", "rapid_distribution"],
    minimum: 0.6,
    fires: (of) => of.degree_total >= 10 && of.burst_factor > 0.5 && of.total_volume_usd >= 5000,
    confidence: (of) =>
      0.4 * (of.degree_total / 50) + 0.4 * of.burst_factor + 0.2 * upToOne(of.total_volume_usd / 25_000),
    describe: (of) => `Rapid fan-out: ${of.degree_total} recipients, burst ${of.burst_factor.toFixed(2)}`,
    evidence: (of) => ({
      degree_out: of.degree_total,
      burst_factor: of.burst_factor,
      rapid_distribution: true,
    }),
  },
  {
    typology: "VELOCITY_ANOMALY",
    indicators: ["high_velocity", "rapid_movement", "burst_activity"],
    minimum: 0.7,
    fires: (of) => of.velocity_score > 0.7 && of.total_volume_usd >= 5000 && of.burst_factor > 0.7,
    confidence: (of) => 0.4 * of.velocity_score + 0.3 * of.burst_factor + 0.3 * upToOne(perDay(of) / 20),
    describe: (of) =>
      `Velocity anomaly: score ${of.velocity_score.toFixed(2)}, burst ${of.burst_factor.toFixed(2)}`,
    evidence: (of) => ({
      velocity_score: of.velocity_score,
      burst_factor: of.burst_factor,
      daily_velocity: perDay(of),
    }),
  },
];

/** Returns what the features of one address give rise to, at most one finding per rule. */
export function addressFindings(features: FeatureRow): Finding[] {
  return rules
    .filter((rule) => rule.fires(features) && upToOne(rule.confidence(features)) > rule.minimum)
    .map((rule) => ({
      typology: rule.typology,
      address: features.address,
      confidence: upToOne(rule.confidence(features)),
      volumeUsd: features.total_volume_usd,
      suspectedType: suspectedType(features),
      description: rule.describe(features),
      evidence: { ...rule.evidence(features), volume_usd: features.total_volume_usd },
      indicators: rule.indicators,
    }));
}

/** Many who pay and few who are paid make a merchant; a connected address of volume an institution. */
function suspectedType(features: FeatureRow): Finding["suspectedType"] {
  if (features.is_exchange_like) return "institutional";
  const isTill = features.unique_senders_count >= 10 && features.net_flow_usd > 0;
  return isTill && features.unique_senders_count > 2 * features.unique_recipients_count
    ? "merchant"
    : "wallet";
}

function meanSize({ total_volume_usd, tx_total_count }: FeatureRow): number {
  return total_volume_usd / Math.max(1, tx_total_count);
}

function perDay({ tx_total_count, window_days }: FeatureRow): number {
  return tx_total_count / window_days;
}

function upToOne(value: number): number {
  return Math.min(value, 1);
}
