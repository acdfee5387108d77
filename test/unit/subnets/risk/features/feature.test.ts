import { expect } from "chai";
import {
  countByGroup,
  featureSchema,
  selectList,
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

describe(selectList.name, () => {
  it("makes every column a Float32 under its name, with NaN for what is missing", () => {
    expect(selectList(featureSchema([volume]))).to.equal(
      "ifNull(toFloat32(a.volume), toFloat32(nan)) AS volume",
    );
  });
});
