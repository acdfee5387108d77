import { expect } from "chai";
import { cardDifferences } from "../../../../../src/subnets/risk/models/card-differences.ts";
import { createCard } from "../../../../support/published.ts";

describe(cardDifferences.name, () => {
  it("finds none between a card and itself", () => {
    expect(cardDifferences(createCard("alert_scorer"), createCard("alert_scorer"))).to.deep.equal([]);
  });

  it("names the fields that differ, by path and in order", () => {
    const first = createCard("alert_scorer", { hyperparameters: { max_depth: 6, eta: 0.1 } });
    const second = createCard("alert_scorer", {
      hyperparameters: { max_depth: 4, eta: 0.1 },
      algorithm: "other",
    });
    expect(cardDifferences(first, second)).to.deep.equal([
      { field: "algorithm", first: "XGBoost", second: "other" },
      { field: "hyperparameters.max_depth", first: 6, second: 4 },
    ]);
  });

  it("tells a field that one card lacks from a null", () => {
    const first = createCard("alert_scorer", { labels_until: "2025-10-26" });
    const second = createCard("alert_scorer", { calibration: null });
    expect(cardDifferences(first, second)).to.deep.equal([
      { field: "calibration", first: undefined, second: null },
      { field: "labels_until", first: "2025-10-26", second: undefined },
    ]);
  });

  it("compares lists as a whole", () => {
    const importance = [{ feature: "volume", importance: 1, rank: 1 }];
    const [difference, ...others] = cardDifferences(
      createCard("alert_scorer", { feature_importance: [] }),
      createCard("alert_scorer", { feature_importance: importance }),
    );
    expect(difference).to.deep.equal({ field: "feature_importance", first: [], second: importance });
    expect(others).to.deep.equal([]);
  });
});
