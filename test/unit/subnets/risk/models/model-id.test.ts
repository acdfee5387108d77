import { expect } from "chai";
import { modelId } from "../../../../../src/subnets/risk/models/model-id.ts";

describe(modelId.name, () => {
  it("has the specification's form: type, network, version, date and time", () => {
    const createdAt = new Date("2025-10-30T03:00:00.123Z");
    expect(modelId("alert_scorer", "torus", createdAt)).to.equal("alert_scorer_torus_v1.0.0_20251030_030000");
  });
});
