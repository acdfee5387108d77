import { expect } from "chai";
import { updateScores } from "../../../../../src/subnets/risk/validation/moving-averages.ts";

describe(updateScores.name, () => {
  it("moves each average by alpha towards its reward", () => {
    const averages = new Map([["a", 0.5]]);
    const rewards = new Map([["a", 1]]);
    expect([...updateScores(averages, { rewards, hotkeys: ["a"], alpha: 0.1 })]).deep.equal([["a", 0.55]]);
  });

  it("lets who was not graded decay, and starts who is new from 0", () => {
    const averages = new Map([["quiet", 0.5]]);
    const rewards = new Map([["new", 1]]);
    const updated = updateScores(averages, { rewards, hotkeys: ["quiet", "new"], alpha: 0.1 });
    expect([...updated]).deep.equal([
      ["quiet", 0.45],
      ["new", 0.1],
    ]);
  });

  it("forgets who left", () => {
    const updated = updateScores(new Map([["gone", 1]]), { rewards: new Map(), hotkeys: [], alpha: 0.1 });
    expect(updated.size).equal(0);
  });

  it("takes a reward that is no number as 0", () => {
    for (const reward of [NaN, Infinity]) {
      const rewards = new Map([["a", reward]]);
      expect(updateScores(new Map(), { rewards, hotkeys: ["a"], alpha: 0.1 }).get("a")).equal(0);
    }
  });

  it("comes to rest at a steady reward", () => {
    let averages: ReadonlyMap<string, number> = new Map();
    const rewards = new Map([["a", 0.47]]);
    for (let round = 0; round < 300; round += 1) {
      averages = updateScores(averages, { rewards, hotkeys: ["a"], alpha: 0.1 });
    }
    expect(averages.get("a")).closeTo(0.47, 1e-12);
  });
});
