import { expect } from "chai";
import fc from "fast-check";
import { asNeuronError } from "../../../src/lib/errors.ts";
import { type Calibration, calibrator, parseCalibration } from "../../../src/ml/calibration.ts";

const platt = { method: "platt", slope: 1, intercept: 0 } as const;
const steps = { method: "isotonic", margins: [-2, 0, 2], probabilities: [0.1, 0.4, 0.9] } as const;
const ranges = { low: 0.3, high: 0.7 };

describe(calibrator.name, () => {
  it("follows the logistic curve of Platt", () => {
    expect(calibrator({ curve: { ...platt, slope: 2, intercept: -1 } })(0.5)).closeTo(0.5, 1e-3);
  });

  it("is linear between the steps of an isotonic curve and flat beyond them", () => {
    const toScore = calibrator({
      curve: { ...steps, margins: [...steps.margins], probabilities: [...steps.probabilities] },
    });
    expect(toScore(-2)).closeTo(0.1, 1e-3);
    expect(toScore(-1)).closeTo(0.25, 1e-3);
    expect(toScore(9)).closeTo(0.9, 1e-3);
    expect(toScore(-9)).closeTo(0.1, 1e-3);
  });

  it("keeps the order of margins where the curve is flat", () => {
    const toScore = calibrator({ curve: { method: "isotonic", margins: [0], probabilities: [0.2] } });
    expect(toScore(1)).above(toScore(0.9));
  });

  it("moves what is in the gap to the nearer edge, within the range that is expected there", () => {
    const toScore = calibrator({ curve: platt, ranges });
    expect(toScore(logit(0.45))).within(0.28, 0.3);
    expect(toScore(logit(0.55))).within(0.7, 0.72);
    expect(toScore(logit(0.1))).closeTo(0.1, 1e-3);
    expect(toScore(logit(0.9))).closeTo(0.9, 1e-3);
  });

  it("raises a score to the range of the second model only from its threshold on", () => {
    const second = { curve: platt, from: 0.6, low: 0.5, high: 0.7 };
    const toScore = calibrator({ curve: platt, second });
    expect(toScore(logit(0.1), logit(0.5))).closeTo(0.1, 1e-3);
    expect(toScore(logit(0.1), logit(0.8))).closeTo(0.6, 1e-2);
    expect(toScore(logit(0.9), logit(0.8))).closeTo(0.9, 1e-3);
    expect(toScore(logit(0.1))).closeTo(0.1, 1e-3);
  });

  it("gives scores in [0,1] that never fall", () => {
    const margin = fc.double({ min: -50, max: 50, noNaN: true });
    const calibrations: Calibration[] = [
      { curve: platt, ranges },
      { curve: { method: "isotonic", margins: [-2, 0, 2], probabilities: [0, 0.5, 1] }, ranges },
      { curve: { ...platt, slope: 0 } },
    ];
    fc.assert(
      fc.property(margin, margin, fc.constantFrom(...calibrations), (a, b, calibration) => {
        const toScore = calibrator(calibration);
        const [low, high] = [toScore(Math.min(a, b)), toScore(Math.max(a, b))];
        expect(low).within(0, 1);
        expect(high).within(low, 1);
      }),
    );
  });
});

describe(parseCalibration.name, () => {
  it("reads what was written", () => {
    const calibration = { curve: platt, ranges };
    expect(parseCalibration(JSON.stringify(calibration))).deep.equal(calibration);
  });

  for (const [what, text] of Object.entries({
    "no JSON": "{",
    "another method": '{"curve":{"method":"magic"}}',
    "margins that fall": '{"curve":{"method":"isotonic","margins":[1,0],"probabilities":[0,1]}}',
    "probabilities that fall": '{"curve":{"method":"isotonic","margins":[0,1],"probabilities":[1,0]}}',
    "a step without a probability": '{"curve":{"method":"isotonic","margins":[0,1],"probabilities":[1]}}',
  })) {
    it(`refuses ${what}`, () => {
      expect(failureOf(() => parseCalibration(text))).equal("MODEL_REFUSED");
    });
  }
});

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return asNeuronError(error).code;
  }
  return "nothing failed";
}
