import { expect } from "chai";
import { activitiesOf, type Activity } from "../../../../../src/devnet/world/activity.ts";
import { DAY_MS, HOUR_MS, windowBefore } from "../../../../../src/devnet/world/calendar.ts";
import { amountFeatures } from "../../../../../src/devnet/world/features/amounts.ts";
import { counterpartyFeatures } from "../../../../../src/devnet/world/features/counterparties.ts";
import { timingFeatures } from "../../../../../src/devnet/world/features/timing.ts";
import { topologyFeatures, volumeFeatures } from "../../../../../src/devnet/world/features/volume.ts";
import { flowsOf } from "../../../../../src/devnet/world/flows.ts";
import type { Transaction } from "../../../../../src/devnet/world/transaction.ts";

describe(topologyFeatures.name, () => {
  it("counts transactions as degrees and counterparties as the total", () => {
    expect(topologyFeatures(sender())).to.deep.include({
      degree_in: 1,
      degree_out: 4,
      degree_total: 3,
      unique_counterparties: 3,
      unique_recipients_count: 2,
      unique_senders_count: 1,
      tx_total_count: 5,
    });
  });
});

describe(volumeFeatures.name, () => {
  it("adds up both directions and takes medians and extremes of flows", () => {
    expect(volumeFeatures(sender())).to.deep.equal({
      total_in_usd: 50,
      total_out_usd: 1000,
      net_flow_usd: -950,
      total_volume_usd: 1050,
      avg_tx_in_usd: 50,
      avg_tx_out_usd: 250,
      median_tx_in_usd: 50,
      median_tx_out_usd: 500,
      max_tx_usd: 600,
      min_tx_usd: 50,
    });
  });
});

describe(amountFeatures.name, () => {
  it("scores small transactions half as much again when there are three and they are most", () => {
    expect(amountFeatures(sender()).structuring_score).to.equal(1);
    expect(amountFeatures(activityOf(0, payments([500, 5000]))).structuring_score).to.equal(0.5);
    expect(
      amountFeatures(activityOf(0, payments([500, 500, 500, 5000, 5000]))).structuring_score,
    ).to.be.closeTo(0.9, 1e-12);
  });

  it("sees single amounts of the sender only", () => {
    expect(amountFeatures(receiver())).to.include({
      amount_variance: 0,
      structuring_score: 0,
      amount_predictability: 1,
    });
  });
});

describe(timingFeatures.name, () => {
  it("takes the busiest hour over the mean one as the burst factor", () => {
    const features = timingFeatures(sender(), window);
    expect(features.burst_factor).to.equal(2 / (4 / 24));
    expect(features.hourly_activity[10]).to.equal(2);
    expect(features.regularity_score).to.be.closeTo(1 - 1.5 / Math.log2(24), 1e-12);
    expect(features.consistency_score).to.be.closeTo(features.regularity_score ** 2, 1e-12);
  });

  it("gives an address that never sends no hours and the whole window", () => {
    expect(timingFeatures(receiver(), window)).to.include({
      burst_factor: 0,
      regularity_score: 1,
      activity_days: 0,
      activity_span_days: 195,
      first_activity_timestamp: window.fromMs,
      last_activity_timestamp: window.untilMs,
    });
  });
});

describe(counterpartyFeatures.name, () => {
  it("cannot exceed one half of reciprocity", () => {
    const even = activityOf(0, [
      createTransaction({ from: 0, to: 1 }),
      createTransaction({ from: 1, to: 0 }),
    ]);
    expect(counterpartyFeatures(even).reciprocity_ratio).to.equal(0.5);
  });

  it("measures diversity with two different logarithms, as the producer does", () => {
    const even = activityOf(0, [createTransaction({ to: 1 }), createTransaction({ to: 2 })]);
    expect(counterpartyFeatures(even).flow_diversity).to.be.closeTo(1 / Math.LN2, 1e-12);
  });

  it("has only negative concentrations", () => {
    expect(counterpartyFeatures(sender()).counterparty_concentration).to.be.lessThan(0);
    expect(counterpartyFeatures(receiver()).counterparty_concentration).to.equal(0);
  });
});

const window = windowBefore("2025-08-01", 195);

/** Four payments to two others and one received from a third. */
function sender(): Activity {
  return activityOf(0, [
    createTransaction({ to: 1, amountUsd: 300, hour: 10 }),
    createTransaction({ to: 1, amountUsd: 300, hour: 10 }),
    createTransaction({ to: 2, amountUsd: 200, hour: 11 }),
    createTransaction({ to: 2, amountUsd: 200, hour: 12 }),
    createTransaction({ from: 3, to: 0, amountUsd: 50 }),
  ]);
}

function receiver(): Activity {
  return activityOf(1, [createTransaction({ from: 0, to: 1 })]);
}

function payments(amountsUsd: readonly number[]): Transaction[] {
  return amountsUsd.map((amountUsd) => createTransaction({ amountUsd }));
}

function activityOf(index: number, transactions: readonly Transaction[]): Activity {
  const activity = activitiesOf(transactions, flowsOf(transactions)).find((one) => one.index === index);
  if (activity === undefined) throw new Error(`no activity of ${index}`);
  return activity;
}

function createTransaction({
  hour = 9,
  ...overrides
}: Partial<Transaction> & { hour?: number }): Transaction {
  return { from: 0, to: 1, amountUsd: 100, atMs: window.fromMs + 30 * DAY_MS + hour * HOUR_MS, ...overrides };
}
