import { expect } from "chai";
import { gradeBehaviour, type Behaviour } from "../../../../../src/subnets/risk/grading/behaviour.ts";

describe(gradeBehaviour.name, () => {
  it("gives the golden values", () => {
    const grade = gradeBehaviour(createBehaviour());
    expect(grade.entropy).closeTo(0.8193820055, 1e-10);
    expect(grade.rankCorrelation).closeTo(0.9725697608, 1e-10);
    expect(grade.temporalConsistency).equal(0.7);
    expect(grade.addressConsistency).equal(1);
    expect(grade.score).closeTo((0.8193820055 + 0.9725697608 + 0.7 + 1) / 4, 1e-10);
  });

  it("correlates perfectly with itself when alone", () => {
    expect(gradeBehaviour(createBehaviour({ consensus: scores })).rankCorrelation).equal(1);
  });

  it("has no grade for constant scores", () => {
    const grade = gradeBehaviour(createBehaviour({ scores: new Float64Array(10).fill(0.4) }));
    expect(grade.entropy).closeTo(0, 1e-7);
    expect(grade.rankCorrelation).deep.equal(NaN);
    expect(grade.score).deep.equal(NaN);
  });

  it("gives no correlation to fewer than two alerts", () => {
    const one = { scores: Float64Array.of(0.4), addresses: ["a"], consensus: Float64Array.of(0.4) };
    expect(gradeBehaviour(createBehaviour(one)).rankCorrelation).equal(0);
  });

  it("measures the mean change of shared alerts, from two of them on", () => {
    const previous = new Float64Array(10).fill(NaN);
    previous.set([0.12, 0.31]);
    const grade = gradeBehaviour(createBehaviour({ previous }));
    expect(grade.temporalConsistency).closeTo(1 - (0.1 + 0.2) / 2, 1e-15);
    previous[1] = NaN;
    expect(gradeBehaviour(createBehaviour({ previous })).temporalConsistency).equal(0.7);
  });
});

// facts: aml-risk 7.6
const scores = Float64Array.of(0.02, 0.11, 0.11, 0.35, 0.48, 0.62, 0.62, 0.77, 0.91, 0.99);
const consensus = Float64Array.of(0.1, 0.05, 0.2, 0.3, 0.55, 0.5, 0.65, 0.7, 0.95, 0.9);

function createBehaviour(overrides: Partial<Behaviour> = {}): Behaviour {
  const addresses = [...scores].map((_, alert) => `address-${alert}`);
  return { scores, addresses, consensus, previous: undefined, ...overrides };
}
