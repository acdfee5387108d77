import { expect } from "chai";
import { decide, type Challenge } from "../../../../../src/subnets/risk/models/challenge.ts";
import { createCard } from "../../../../support/published.ts";

describe(decide.name, () => {
  it("activates the first model there is", () => {
    expect(decide(createChallenge({ champion: undefined })).action).to.equal("activated");
  });

  it("activates a challenger that is not worse by more than the margin", () => {
    expect(decide(createChallenge({ comparison: graded(0.895, 0.9) })).action).to.equal("activated");
  });

  it("refuses one that is worse, and says by what grades", () => {
    const { action, reason, decidedBy } = decide(createChallenge({ comparison: graded(0.88, 0.9) }));
    expect({ action, decidedBy }).to.deep.equal({ action: "refused", decidedBy: "comparison" });
    expect(reason).to.match(/0\.8800 against 0\.9000 of champion/);
  });

  it("activates whatever is forced, and says so", () => {
    const { action, decidedBy } = decide(createChallenge({ comparison: graded(0.1, 0.9), force: true }));
    expect({ action, decidedBy }).to.deep.equal({ action: "activated", decidedBy: "force" });
  });

  it("replaces a champion of other features, which could not score", () => {
    const champion = { ...createChallenge().challenger, feature_hash: "other", model_id: "champion" };
    expect(decide(createChallenge({ champion, comparison: graded(0.1, 0.9) })).action).to.equal("activated");
  });

  it("replaces a champion that has lost its file", () => {
    const challenge = createChallenge({ isChampionWhole: false, comparison: graded(0.1, 0.9) });
    expect(decide(challenge).action).to.equal("activated");
  });

  it("lets no prior replace a trained model", () => {
    const challenger = { ...createChallenge().challenger, baseline_reason: "too few labels" };
    expect(decide(createChallenge({ challenger })).action).to.equal("refused");
    const champion = { ...challenger, model_id: "champion" };
    expect(decide(createChallenge({ challenger, champion })).action).to.equal("activated");
  });

  it("activates where there is nothing to compare on", () => {
    expect(decide(createChallenge({ comparison: undefined })).reason).to.match(/Nothing to compare/);
  });
});

function createChallenge(overrides: Partial<Challenge> = {}): Challenge {
  return {
    challenger: createCard("alert_scorer", { model_id: "challenger", baseline_reason: null }),
    champion: createCard("alert_scorer", { model_id: "champion", baseline_reason: null }),
    isChampionWhole: true,
    comparison: graded(0.9, 0.9),
    margin: 0.005,
    force: false,
    ...overrides,
  };
}

function graded(challenger: number, champion: number) {
  return { challenger, champion, on: "two dates" };
}
