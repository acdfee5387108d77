import { expect } from "chai";
import {
  calibrationCurve,
  expectedCalibrationError,
} from "../../../../../src/subnets/risk/metrics/calibration.ts";

const outcomes = { scores: [0.1, 0.2, 0.3, 0.9, 0.7], labels: [0, 0, 1, 1, 0] };

describe(calibrationCurve.name, () => {
  it("tells mean score and share of positives of each bin that holds rows", () => {
    const [low, high] = calibrationCurve(outcomes, 2);
    expect(low).deep.include({ from: 0, to: 0.5, rows: 3, meanLabel: 1 / 3 });
    expect(low?.meanScore).closeTo(0.2, 1e-15);
    expect(high).deep.include({ from: 0.5, to: 1, rows: 2, meanLabel: 0.5, meanScore: 0.8 });
    expect(calibrationCurve({ scores: [0.95], labels: [1] }, 10)).have.lengthOf(1);
  });
});

describe(expectedCalibrationError.name, () => {
  it("weights the distance of each bin with its rows", () => {
    const expected = (3 * (1 / 3 - 0.2) + 2 * 0.3) / 5;
    expect(expectedCalibrationError(outcomes, 2)).closeTo(expected, 1e-15);
  });

  it("is 0 for scores that come true", () => {
    expect(expectedCalibrationError({ scores: [0.5, 0.5, 0, 1], labels: [0, 1, 0, 1] })).equal(0);
  });

  it("is NaN when a score is no probability, and has no value for no rows", () => {
    expect(expectedCalibrationError({ scores: [0.5, 1.5], labels: [0, 1] })).deep.equal(NaN);
    expect(expectedCalibrationError({ scores: [0.5, NaN], labels: [0, 1] })).deep.equal(NaN);
    expect(expectedCalibrationError({ scores: [], labels: [] })).equal(undefined);
  });
});
