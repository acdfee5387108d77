import { expect } from "chai";
import type { HeldOutRows } from "../../../../../src/subnets/risk/models/held-out.ts";
import { chooseCalibration, judge, judgedRows } from "../../../../../src/subnets/risk/models/judge.ts";
import { createGradingSettings } from "../../../../support/grading.ts";
import { createRandom } from "../../../../support/ml.ts";

const grading = createGradingSettings();
const [expanding, benign, ambiguous, fromElsewhere] = [1, 2, 4, 0];

describe(judge.name, () => {
  it("grades each date by itself, and takes the mean", () => {
    const rows = createRows(
      [expanding, benign, expanding, benign].map((pattern, row) => ({ pattern, date: row < 2 ? 100 : 130 })),
    );
    const { gradeByDate, grade } = judge(rows, Float64Array.of(0.9, 0.1, 0.1, 0.9), grading);
    expect(gradeByDate.get(100)).to.be.closeTo(0.4 + 0.3 * (1 - 0.01) + 0.3, 1e-9);
    expect(gradeByDate.get(130)).to.be.closeTo(0.3 * (1 - 0.81), 1e-9);
    expect(grade).to.be.closeTo(((gradeByDate.get(100) ?? NaN) + (gradeByDate.get(130) ?? NaN)) / 2, 1e-12);
  });
});

describe(judgedRows.name, () => {
  it("judges what evolved, where it shows two classes", () => {
    const rows = createRows([{ pattern: expanding }, { pattern: benign }, { pattern: fromElsewhere }]);
    expect([...judgedRows(rows).patterns]).to.deep.equal([expanding, benign]);
  });

  it("judges all rows where evolution shows one class", () => {
    const rows = createRows([{ pattern: benign }, { pattern: fromElsewhere, label: 1 }]);
    expect(judgedRows(rows).labels.length).to.equal(2);
  });
});

describe(chooseCalibration.name, () => {
  it("turns margins that are far too sure into probabilities", () => {
    const random = createRandom(2);
    const rows = createRows(
      Array.from({ length: 4_000 }, (_, row) => {
        const risk = random() ** 3;
        const pattern = random() < risk ? expanding : benign;
        return { pattern, margin: 8 * Math.log(risk / (1 - risk)), address: row % 40 };
      }),
    );
    const { calibration, judgement, scores } = chooseCalibration(rows, grading, 4);
    expect(judgement.calibrationError).to.be.most(0.05);
    expect(scores.every((score) => score >= 0 && score <= 1)).to.equal(true);
    expect(calibration.second).to.equal(undefined);
  });

  it("lets the second model speak where it knows what is ambiguous", () => {
    const random = createRandom(4);
    const rows = createRows(
      Array.from({ length: 2_000 }, (_, row) => {
        const pattern = row % 20 === 0 ? expanding : row % 33 === 1 ? ambiguous : benign;
        const margin = (pattern === expanding ? 2 : -2) + random();
        return { pattern, margin, second: (pattern === benign ? -3 : 3) + random(), address: row % 37 };
      }),
    );
    const { calibration, judgement } = chooseCalibration(rows, grading, 4);
    const { secondMargins, ...alone } = rows;
    expect(secondMargins?.length).to.equal(2_000);
    const without = chooseCalibration(alone, grading, 4).judgement;
    expect(calibration.second).to.not.equal(undefined);
    expect(judgement.grade).to.be.above(without.grade + 0.005);
  });

  it("leaves a second model out that knows nothing", () => {
    const random = createRandom(5);
    const rows = createRows(
      Array.from({ length: 2_000 }, (_, row) => {
        const pattern = row % 20 === 0 ? expanding : row % 8 === 1 ? ambiguous : benign;
        const margin = (pattern === expanding ? 2 : -2) + random();
        return { pattern, margin, second: 6 * random() - 3, address: row % 37 };
      }),
    );
    expect(chooseCalibration(rows, grading, 4).calibration.second).to.equal(undefined);
  });

  it("has an answer for one class", () => {
    const rows = createRows(Array.from({ length: 20 }, (_, row) => ({ pattern: benign, address: row })));
    const { scores } = chooseCalibration(rows, grading, 4);
    expect(Math.max(...scores)).to.be.below(0.3);
  });
});

interface RowOverrides {
  readonly pattern: number;
  readonly label?: number;
  readonly date?: number;
  readonly address?: number;
  readonly margin?: number;
  readonly second?: number;
}

function createRows(rows: readonly RowOverrides[]): HeldOutRows {
  const column = (value: (row: RowOverrides) => number) => Float32Array.from(rows, value);
  return {
    labels: column(({ label, pattern }) => label ?? (pattern === expanding ? 1 : 0)),
    dates: column(({ date = 100 }) => date),
    addresses: column(({ address = 0 }) => address),
    patterns: column(({ pattern }) => pattern),
    margins: column(({ margin = 0 }) => margin),
    secondMargins: column(({ second = 0 }) => second),
    championScores: column(() => NaN),
  };
}
