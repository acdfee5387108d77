import type { Activity } from "../activity.ts";
import { DAY_MS, hourOf, type Period, startOfDay, weekdayOf } from "../calendar.ts";
import { countBy } from "../flows.ts";
import { entropyBits, greatest, mean, placeOfGreatest, sum, variance } from "../statistics.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";
import type { Transaction } from "../transaction.ts";

/**
 * Returns when an address acts. The producer sees the times of the sender only: an address that never sends has
 * no hours, a regularity of 1 and the whole window as its span (facts: aml-risk 1.5 and 9b).
 */
export function timingFeatures({ sent }: Activity, window: Period) {
  const firstMs = sent[0]?.atMs ?? window.fromMs;
  const lastMs = sent.at(-1)?.atMs ?? window.untilMs;
  const days = new Set(sent.map(({ atMs }) => startOfDay(atMs))).size;
  const sentUsd = sum(sent.map(({ amountUsd }) => amountUsd));
  return {
    ...hourFeatures(sent),
    ...weekFeatures(sent),
    activity_days: days,
    activity_span_days: Math.max(1, Math.floor((lastMs - firstMs) / DAY_MS)),
    avg_daily_volume_usd: sentUsd / Math.max(1, days),
    flow_burstiness: burstiness(sent),
    first_activity_timestamp: firstMs,
    last_activity_timestamp: lastMs,
  } satisfies Partial<FeatureRow>;
}

const HOURS = 24;

function hourFeatures(sent: readonly Transaction[]) {
  const hours = countBy(sent, HOURS, hourOf);
  const peak = placeOfGreatest(hours);
  const regularity = 1 - entropyBits(hours) / Math.log2(HOURS);
  return {
    hourly_activity: hours,
    peak_hour: peak,
    peak_activity_hour: peak,
    hourly_entropy: entropyBits(hours),
    regularity_score: regularity,
    transaction_regularity: regularity,
    consistency_score: regularity ** 2,
    burst_factor: sent.length === 0 ? 0 : greatest(hours) / (sent.length / HOURS),
    night_transaction_ratio: sum(hours.slice(0, 6)) / Math.max(1, sent.length),
  };
}

function weekFeatures(sent: readonly Transaction[]) {
  const days = countBy(sent, 7, weekdayOf);
  const peak = placeOfGreatest(days);
  return {
    daily_activity: days,
    peak_day: peak,
    peak_activity_day: peak,
    daily_entropy: entropyBits(days),
    weekend_transaction_ratio: sum(days.slice(5)) / Math.max(1, sent.length),
  };
}

/** Goh and Barabási's (σ - μ) / (σ + μ) of the gaps between transactions, nothing below 0. */
function burstiness(sent: readonly Transaction[]): number {
  const gaps = sent.slice(1).map(({ atMs }, place) => atMs - (sent[place]?.atMs ?? atMs));
  const deviation = Math.sqrt(variance(gaps));
  const total = deviation + mean(gaps);
  return total === 0 ? 0 : Math.max(0, (deviation - mean(gaps)) / total);
}
