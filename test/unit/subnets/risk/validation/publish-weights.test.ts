import { expect } from "chai";
import {
  findReasonToKeep,
  judgePending,
} from "../../../../../src/subnets/risk/validation/publish-weights.ts";

describe(findReasonToKeep.name, () => {
  it("has none when the epoch has passed", () => {
    expect(findReasonToKeep(createMoment({ block: 201, lastUpdate: 100 }))).to.equal(undefined);
    expect(findReasonToKeep(createMoment({ block: 200, lastUpdate: 100 }))).to.equal("too_early");
    expect(findReasonToKeep(createMoment({ block: 100, lastUpdate: 100, epochLength: 0 }))).to.equal(
      undefined,
    );
  });

  it("is the settings, or that nobody earned anything, or an earlier commitment", () => {
    expect(findReasonToKeep(createMoment({ isDisabled: true }))).to.equal("disabled");
    expect(findReasonToKeep(createMoment({ weights: { uids: [], values: [] } }))).to.equal("nobody_earned");
    const pending = {
      request: { netuid: 1, weights: { uids: [1], values: [1] }, versionKey: 0n },
      salt: [1],
      firstBlock: 5,
      lastBlock: 9,
    };
    expect(findReasonToKeep(createMoment({ pending }))).to.equal("reveal_first");
  });
});

describe(judgePending.name, () => {
  it("reveals in the window only, counting the block to come", () => {
    const window = { firstBlock: 10, lastBlock: 12 };
    const verdicts = [8, 9, 11, 12].map((block) => judgePending(window, block));
    expect(verdicts).to.deep.equal(["wait", "reveal", "reveal", "expired"]);
  });
});

function createMoment(
  overrides: Partial<Parameters<typeof findReasonToKeep>[0]>,
): Parameters<typeof findReasonToKeep>[0] {
  return {
    isDisabled: false,
    weights: { uids: [1], values: [65_535] },
    block: 1_000,
    lastUpdate: 100,
    epochLength: 100,
    pending: undefined,
    ...overrides,
  };
}
