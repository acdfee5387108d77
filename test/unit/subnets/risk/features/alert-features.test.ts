import { expect } from "chai";
import { alertSchema } from "../../../../../src/subnets/risk/features/alert-features.ts";
import { clusterSchema } from "../../../../../src/subnets/risk/features/cluster-features.ts";
import { countByGroup } from "../../../../../src/subnets/risk/features/feature.ts";
import { labelDerivedFeatures } from "../../../../../src/subnets/risk/features/reference-features.ts";

/** The reference's 56 named features, from facts: aml-risk 3.1. */
const referenceNames = `
  window_days alert_confidence_score volume_usd label_confidence severity_encoded volume_usd_log confidence_score
  address_type_encoded total_in_usd total_out_usd tx_total_count unique_counterparties avg_tx_in_usd avg_tx_out_usd
  max_tx_usd behavioral_anomaly_score graph_anomaly_score global_anomaly_score total_volume volume_ratio
  is_exchange_flag is_mixer_flag behavioral_anomaly graph_anomaly global_anomaly tx_count_norm
  unique_counterparties_norm avg_tx_in_log avg_tx_out_log max_tx_log day_of_week day_of_month month is_weekend
  is_month_end volume_zscore volume_percentile addr_volume_mean addr_volume_std addr_volume_min addr_volume_max
  addr_volume_count cluster_size cluster_volume in_cluster in_degree total_in avg_in tx_in_count out_degree total_out
  avg_out tx_out_count total_degree label_risk_level has_label
`
  .trim()
  .split(/\s+/);

describe("the alert schema", () => {
  it("begins with the reference's 56 named features in their order, less those derived from the label", () => {
    expect(referenceNames).to.have.length(56);
    const derived: readonly string[] = labelDerivedFeatures;
    const expected = referenceNames.filter((name) => !derived.includes(name));
    expect(alertSchema.names.slice(0, expected.length)).to.deep.equal(expected);
  });

  it("holds nothing that comes from a label", () => {
    expect(alertSchema.names).to.not.include.members([...labelDerivedFeatures]);
    expect(alertSchema.features.filter(({ sql }) => /label|risk_level/.test(sql))).to.be.empty;
  });

  it("names every feature once", () => {
    expect(new Set(alertSchema.names).size).to.equal(alertSchema.names.length);
  });

  it("has the groups of the reference in their natural sizes", () => {
    expect(countByGroup(alertSchema)).to.include({
      alert_level: 7, // and label_confidence
      address_level: 22,
      temporal: 5,
      statistical: 7,
      cluster: 3,
      network: 9,
    });
  });
});

describe("the cluster schema", () => {
  it("ends with the means, then the maxima of the alert features, as the rows do", () => {
    const expected = ["mean", "max"].flatMap((kind) => alertSchema.names.map((name) => `${kind}_${name}`));
    expect(clusterSchema.names.slice(-expected.length)).to.deep.equal(expected);
  });

  it("names every feature once", () => {
    expect(new Set(clusterSchema.names).size).to.equal(clusterSchema.names.length);
  });
});
