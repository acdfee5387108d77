import type { Activity } from "../activity.ts";
import { DAY_MS } from "../calendar.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";

type Facts = Pick<
  FeatureRow,
  | "amount_predictability"
  | "burst_factor"
  | "degree_total"
  | "night_transaction_ratio"
  | "reciprocity_ratio"
  | "regularity_score"
  | "structuring_score"
  | "total_volume_usd"
  | "tx_total_count"
  | "unique_recipients_count"
  | "unique_senders_count"
  | "velocity_score"
>;

/** Silence after which an address counts as dormant, in days. */
const DORMANT_DAYS = 60;

/** Returns the producer's flags; those without a known rule have a plain one (facts: aml-risk 1.5 and 9b). */
export function flagFeatures(facts: Facts, { sent }: Activity) {
  const { total_volume_usd: volume, tx_total_count: transactions } = facts;
  const shapes = {
    is_exchange_like: connects(facts, 20) && volume >= 50_000,
    is_whale: volume >= 250_000,
    is_mixer_like:
      connects(facts, 10) && facts.reciprocity_ratio >= 0.4 && facts.amount_predictability >= 0.25,
    is_contract_like: transactions >= 200 && facts.regularity_score < 0.1,
    is_high_volume_trader: volume >= 10_000 && transactions >= 1000,
    is_hub_address: connects(facts, 50),
    is_retail_active: transactions >= 100 && volume < 1000,
    is_whale_inactive: transactions < 10 && volume >= 10_000,
    is_retail_inactive: transactions < 10 && volume < 100,
  };
  return {
    ...shapes,
    is_regular_user: !Object.values(shapes).includes(true),
    is_new_address: true,
    is_dormant_reactivated: longestSilenceDays(sent.map(({ atMs }) => atMs)) >= DORMANT_DAYS,
    suspicious_pattern_score: suspicion(facts),
  } satisfies Partial<FeatureRow>;
}

function connects({ unique_recipients_count, unique_senders_count }: Facts, least: number): boolean {
  return unique_recipients_count >= least && unique_senders_count >= least;
}

function longestSilenceDays(times: readonly number[]): number {
  const gaps = times.slice(1).map((atMs, place) => atMs - (times[place] ?? atMs));
  return gaps.reduce((longest, gap) => Math.max(longest, gap), 0) / DAY_MS;
}

/** The share of six warning signs that are up. */
function suspicion(facts: Facts): number {
  const signs = [
    facts.structuring_score > 0.5 && facts.tx_total_count >= 10,
    facts.velocity_score > 0.7,
    facts.burst_factor > 3 && facts.tx_total_count >= 10,
    facts.night_transaction_ratio > 0.4 && facts.tx_total_count >= 10,
    facts.reciprocity_ratio > 0.4,
    facts.degree_total >= 20,
  ];
  return signs.filter(Boolean).length / signs.length;
}
