import { expect } from "chai";
import { isEpochDue, runEpoch } from "../../../../../src/devnet/chain/state/epoch.ts";
import { createSubnet } from "./subnets.ts";

describe(runEpoch.name, () => {
  it("permits the largest stakes, as many as validators are allowed, and the owner", () => {
    const stakes = [{ stakeRao: 5n }, { stakeRao: 9n }, { stakeRao: 7n }, { hotkey: "owner" }];
    const subnet = createSubnet(stakes, { maxAllowedValidators: 2 });
    const permits = runEpoch(subnet, 10, 0n).neurons.map(({ validatorPermit }) => validatorPermit);
    expect(permits).to.deep.equal([false, true, true, true]);
  });

  it("permits nobody below the threshold and nobody without stake", () => {
    const subnet = createSubnet([{ stakeRao: 5n }, { stakeRao: 4n }, {}]);
    const permits = runEpoch(subnet, 10, 5n).neurons.map(({ validatorPermit }) => validatorPermit);
    expect(permits).to.deep.equal([true, false, false]);
  });

  it("gives miners what validators weigh them, by stake, and validators by stake alone", () => {
    const subnet = createSubnet([
      { stakeRao: 30n, weights: [{ uid: 2, value: 65_535 }] },
      { stakeRao: 10n, weights: [{ uid: 3, value: 65_535 }] },
      { weights: [{ uid: 3, value: 65_535 }] },
      {},
    ]);
    const { neurons } = runEpoch(subnet, 10, 0n);
    expect(neurons.map(({ incentive }) => incentive)).to.deep.equal([0, 0, 49_151, 16_383]);
    expect(neurons.map(({ dividends }) => dividends)).to.deep.equal([49_151, 16_383, 0, 0]);
    expect(neurons[2]?.emissionRao).to.satisfy(
      (emission: bigint) => emission > (neurons[3]?.emissionRao ?? 0n),
    );
  });

  it("calls those inactive who have not been heard of", () => {
    const subnet = createSubnet([{ lastUpdateBlock: 90 }, { lastUpdateBlock: 10 }], { activityCutoff: 50 });
    expect(runEpoch(subnet, 100, 0n).neurons.map(({ active }) => active)).to.deep.equal([true, false]);
  });
});

describe(isEpochDue.name, () => {
  it("comes every tempo + 1 blocks, shifted by the netuid", () => {
    const subnet = createSubnet([], { tempo: 4 });
    const due = Array.from({ length: 12 }, (_, block) => block).filter((block) => isEpochDue(subnet, block));
    expect(due).to.deep.equal([3, 8]);
  });
});
