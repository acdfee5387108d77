import { expect } from "chai";
import {
  countByGroup,
  featureSchema,
  valuesSql,
  type Feature,
} from "../../../../../src/subnets/risk/features/feature.ts";

const volume: Feature = { name: "volume", group: "alert", sql: "a.volume" };
const degree: Feature = { name: "degree", group: "network", sql: "f.degree" };

describe(featureSchema.name, () => {
  it("keeps the order of the features", () => {
    expect(featureSchema([volume, degree]).names).to.deep.equal(["volume", "degree"]);
  });

  it("has the same hash for the same features", () => {
    expect(featureSchema([volume, degree]).hash).to.equal(featureSchema([volume, degree]).hash);
  });

  it("has another hash when the order, a name or a definition changes", () => {
    const schemas = [
      featureSchema([volume, degree]),
      featureSchema([degree, volume]),
      featureSchema([{ ...volume, name: "amount" }, degree]),
      featureSchema([{ ...volume, sql: "a.amount" }, degree]),
    ];
    expect(new Set(schemas.map(({ hash }) => hash)).size).to.equal(schemas.length);
  });
});

describe(countByGroup.name, () => {
  it("counts the features of each group", () => {
    expect(countByGroup(featureSchema([volume, degree, { ...degree, name: "out" }]))).to.deep.equal({
      alert: 1,
      network: 2,
    });
  });
});

describe(valuesSql.name, () => {
  it("makes an array of Float32 in the order of the features, with NaN for what is missing", () => {
    const missing = "toFloat32(nan)";
    expect(valuesSql([volume, degree]).replaceAll(/\s+/g, " ")).to.equal(
      `[ifNull(toFloat32(a.volume), ${missing}), ifNull(toFloat32(f.degree), ${missing})]`,
    );
  });
});
