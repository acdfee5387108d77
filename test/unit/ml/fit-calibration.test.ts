import { expect } from "chai";
import { calibrator, MAX_KNOTS } from "../../../src/ml/calibration.ts";
import { fitIsotonic, fitPlatt, type HeldOutMargins } from "../../../src/ml/fit-calibration.ts";
import { sigmoid } from "../../../src/ml/scores.ts";
import { createRandom } from "../../support/ml.ts";

describe(fitPlatt.name, () => {
  it("finds the curve that the labels were drawn by", () => {
    const curve = fitPlatt(createRows(20_000, (margin) => sigmoid(2 * margin - 1)));
    expect(curve.method === "platt" && curve.slope).closeTo(2, 0.1);
    expect(curve.method === "platt" && curve.intercept).closeTo(-1, 0.1);
  });

  it("stays finite where the margins separate the classes", () => {
    const curve = fitPlatt({ margins: [-1, -1, 1, 1], labels: [0, 0, 1, 1] });
    expect(calibrator({ curve })(1)).within(0.6, 0.95);
  });

  it("is flat where a higher margin means less", () => {
    const curve = fitPlatt({ margins: [1, 1, 1, -1], labels: [0, 0, 0, 1] });
    expect(curve).property("slope", 0);
    expect(calibrator({ curve })(5)).closeTo(0.25 + 0.1, 0.1);
  });

  it("is even for no rows", () => {
    expect(fitPlatt({ margins: [], labels: [] })).deep.equal({ method: "platt", slope: 0, intercept: 0 });
  });
});

describe(fitIsotonic.name, () => {
  it("pools what violates the order", () => {
    const curve = fitIsotonic({ margins: [1, 2, 3, 4], labels: [0, 1, 0, 1] });
    expect(curve).deep.equal({ method: "isotonic", margins: [1, 2.5, 4], probabilities: [0, 0.5, 1] });
  });

  it("counts equal margins as one, by their weights", () => {
    const curve = fitIsotonic({ margins: [1, 1, 2], labels: [1, 0, 1], weights: [1, 3, 1] });
    expect(curve).property("probabilities").deep.equal([0.25, 1]);
  });

  it("follows a curve that is no logistic one, in few steps", () => {
    const truth = (margin: number) => (margin > 0 ? 0.8 : 0.1);
    const curve = fitIsotonic(createRows(20_000, truth));
    if (curve?.method !== "isotonic") expect.fail("no curve");
    expect(curve.margins.length).most(MAX_KNOTS);
    const toScore = calibrator({ curve });
    expect(toScore(-2)).closeTo(0.1, 0.05);
    expect(toScore(2)).closeTo(0.8, 0.05);
  });

  it("is undefined for no rows", () => {
    expect(fitIsotonic({ margins: [], labels: [] })).equal(undefined);
  });
});

/** Margins spread over (-3, 3), labels drawn by the probability that belongs to each. */
function createRows(count: number, probability: (margin: number) => number): HeldOutMargins {
  const random = createRandom(5);
  const margins = Float32Array.from({ length: count }, () => random() * 6 - 3);
  return { margins, labels: margins.map((margin) => (random() < probability(margin) ? 1 : 0)) };
}
