import { expect } from "chai";
import { describe, it } from "mocha";
import { makeBatchId } from "../../../../../src/subnets/risk/ingest/batch-id.ts";
import { testKey } from "../../../../support/batch-files.ts";

describe(makeBatchId.name, () => {
  const hashes = { alerts: "sha256:a", features: "sha256:b" };

  it("says date, window, time and content", () => {
    expect(makeBatchId(testKey, 1_754_006_400_000, hashes)).to.match(
      /^2025-08-01_195_[0-9a-z]+_[0-9a-f]{12}$/,
    );
  });

  it("differs by time and by content, not by the order in which the files are named", () => {
    const id = makeBatchId(testKey, 1_000, hashes);
    expect(makeBatchId(testKey, 1_001, hashes)).not.to.equal(id);
    expect(makeBatchId(testKey, 1_000, { ...hashes, alerts: "sha256:c" })).not.to.equal(id);
    expect(makeBatchId(testKey, 1_000, { features: "sha256:b", alerts: "sha256:a" })).to.equal(id);
  });
});
