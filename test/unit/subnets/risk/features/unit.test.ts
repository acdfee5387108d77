import { expect } from "chai";
import { alertSchema } from "../../../../../src/subnets/risk/features/alert-features.ts";
import { unitOf, wordsOf } from "../../../../../src/subnets/risk/features/unit.ts";

describe(unitOf.name, () => {
  const units = {
    volume_usd: "USD",
    total_in: "USD",
    volume_usd_log: "log of 1 + USD",
    volume_ratio: "number",
    volume_zscore: "standard deviations",
    volume_percentile: "share",
    addr_volume_count: "count",
    address_degree_total: "count",
    address_days_since_last_activity: "days",
    address_reciprocity_ratio: "share",
    address_is_high_volume_trader: "yes or no",
    typology_velocity_anomaly: "yes or no",
    address_typologies: "count",
    in_cluster: "yes or no",
    in_new_7_usd_share: "share",
    in_alerted_two_hops_mean: "number",
    growth_volume_month: "log of growth in 30 days",
    severity_encoded: "severity from 1 (low) to 4 (critical)",
    evidence_severity_score: "score",
  } as const;
  for (const [feature, unit] of Object.entries(units)) {
    it(`says that ${feature} is in ${unit}`, () => {
      expect(unitOf(feature)).to.equal(unit);
    });
  }

  it("takes no amount in USD for a plain number", () => {
    const plain = alertSchema.names.filter((name) => unitOf(name) === "number");
    expect(plain.filter((name) => /usd|_days|_count$|^is_/.test(name))).to.deep.equal([]);
  });
});

describe(wordsOf.name, () => {
  it("spells names out, less what their unit says", () => {
    expect(wordsOf("address_avg_daily_volume_usd")).to.equal("address average daily volume");
    expect(wordsOf("is_mixer_flag")).to.equal("mixer");
    expect(wordsOf("out_new_30_count")).to.equal("outgoing new in 30 days");
    expect(wordsOf("in_cluster")).to.equal("in cluster");
  });

  it("tells features of one unit apart, save those that say the same of flows and of profiles", () => {
    const told = alertSchema.names.map((name) => `${wordsOf(name)} in ${unitOf(name)}`);
    const again = alertSchema.names.filter((_, place) => told.indexOf(told[place] ?? "") !== place);
    expect(again).to.deep.equal(["total_in", "total_out"]);
  });
});
