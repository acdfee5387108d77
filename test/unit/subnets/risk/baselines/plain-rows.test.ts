import { expect } from "chai";
import {
  plainFeatures,
  plainScoringRows,
  plainTrainingRows,
} from "../../../../../src/subnets/risk/baselines/plain-rows.ts";
import { alertSchema } from "../../../../../src/subnets/risk/features/alert-features.ts";
import { flowFeatures } from "../../../../../src/subnets/risk/features/flow-features.ts";
import { historyFeatures } from "../../../../../src/subnets/risk/features/history-features.ts";
import { clusterFeatures } from "../../../../../src/subnets/risk/features/reference-features.ts";

describe("the rows of plain trees", () => {
  it("hold what the source says of an alert and its address, and nothing of flows, history or clusters", () => {
    expect(plainFeatures).to.include.members([
      "alert_confidence_score",
      "volume_usd",
      "unique_counterparties",
      "address_degree_total",
    ]);
    const derived = [...flowFeatures, ...historyFeatures, ...clusterFeatures].map(({ name }) => name);
    expect(plainFeatures.filter((name) => derived.includes(name))).to.deep.equal([]);
    expect(plainFeatures.length).to.be.within(50, alertSchema.names.length / 2);
  });

  it("take each value from its place among all features", () => {
    const places = /arrayMap\(place -> r\.features\[place\], \[([\d, ]+)\]\)/.exec(plainScoringRows)?.[1];
    const names = places?.split(", ").map((place) => alertSchema.names[Number(place) - 1]);
    expect(names).to.deep.equal(plainFeatures);
  });

  it("have the label before the features to learn from, and none to be scored", () => {
    const training = plainTrainingRows("SELECT 1");
    expect(training).to.match(/arrayConcat\(\[toFloat32\(l\.label\)\], arrayMap/);
    expect(training).to.include("INNER JOIN (SELECT 1) AS l");
    expect(plainScoringRows).to.not.include("label");
  });
});
