import { expect } from "chai";

import { asNeuronError } from "../../../src/lib/errors.ts";
import type { LogisticModel } from "../../../src/ml/contract.ts";
import type { MatrixContent } from "../../../src/ml/data-matrix.ts";
import { beginAt, fitPrior } from "../../../src/ml/prior-margins.ts";
import { sigmoid } from "../../../src/ml/scores.ts";

/** Base margins are 32-bit floats. */
const ROUNDING = 1e-7;
const layout = { extras: [], features: ["risk", "volume"] };

describe(fitPrior.name, () => {
  it("shifts the intercept until the mean score is the mean label", () => {
    const content = createContent({ labels: Float32Array.of(1, 0, 0, 0) });
    expect(meanScore(content)).closeTo(0.25, ROUNDING);
  });

  it("counts rows by their weight, in the scores as in the labels", () => {
    const weights = Float32Array.of(3, 1, 0, 2);
    const content = createContent({ labels: Float32Array.of(1, 0, 1, 0.5), weights });
    expect(meanScore(content)).closeTo(4 / 6, ROUNDING);
  });

  it("changes nothing but the intercept", () => {
    const { intercept, ...rest } = fit(createContent());
    expect(intercept).not.equal(createPrior().intercept);
    expect({ ...rest, intercept: createPrior().intercept }).deep.equal(createPrior());
  });

  for (const [label, mean] of [
    [0, 1e-6],
    [1, 1 - 1e-6],
  ] as const) {
    it(`stays finite where every row teaches ${label}`, () => {
      expect(meanScore(createContent({ labels: new Float32Array(4).fill(label) }))).closeTo(mean, ROUNDING);
    });
  }

  it("leaves the prior as it is where no row has weight", () => {
    expect(fit(createContent({ weights: new Float32Array(4) }))).deep.equal(createPrior());
  });

  it("gives the same shift for the same rows", () => {
    expect(fit(createContent())).deep.equal(fit(createContent()));
  });

  it("fits nothing where there is no prior", () => {
    expect(fitPrior({ objective: "binary:logistic", layout }, createContent())).equal(undefined);
  });

  it("refuses a prior for a ranking", () => {
    const ranking = () => fitPrior({ prior: createPrior(), objective: "rank:ndcg", layout }, createContent());
    expect(codeOf(ranking)).equal("INTERNAL");
  });

  it("refuses rows that lack a feature of the prior", () => {
    expect(codeOf(() => fit(createContent(), ["other", "volume"]))).equal("MODEL_REFUSED");
  });
});

describe(beginAt.name, () => {
  it("gives every row the prior's margin", () => {
    const { baseMargins } = beginAt(createPrior(), createContent(), layout.features);
    expect([...(baseMargins ?? [])]).deep.equal([1, 2, 0, -1].map((value) => value * 2 - 1));
  });

  it("gives the rows as they are where there is no prior", () => {
    const content = createContent();
    expect(beginAt(undefined, content, layout.features)).equal(content);
  });

  it("refuses a margin that is no number, naming the row", () => {
    const content = createContent({ features: Float32Array.of(1, 0, Infinity, 0, 0, 0, -1, 0) });
    const begin = () => beginAt(createPrior(), content, layout.features);
    expect(begin).throw(/row 2/);
    expect(codeOf(begin)).equal("INTERNAL");
  });
});

function fit(content: MatrixContent, features: readonly string[] = layout.features): LogisticModel {
  const objective = "binary:logistic";
  const fitted = fitPrior({ prior: createPrior(), objective, layout: { ...layout, features } }, content);
  return fitted ?? expect.fail("no prior");
}

/** The mean by weight of the scores that the fitted prior gives the rows. */
function meanScore(content: MatrixContent): number {
  const { baseMargins = new Float32Array() } = beginAt(fit(content), content, layout.features);
  const weights = content.weights ?? new Float32Array(baseMargins.length).fill(1);
  let [sum, total] = [0, 0];
  for (const [row, margin] of baseMargins.entries()) {
    sum += sigmoid(margin) * (weights[row] ?? NaN);
    total += weights[row] ?? NaN;
  }
  return sum / total;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return asNeuronError(error).code;
  }
  return "nothing failed";
}

/** Four rows of two features. */
function createContent(overrides: Partial<MatrixContent> = {}): MatrixContent {
  return {
    features: Float32Array.of(1, 9, 2, 9, 0, 9, NaN, 9),
    columns: 2,
    labels: Float32Array.of(1, 1, 1, 0),
    ...overrides,
  };
}

function createPrior(): LogisticModel {
  return {
    kind: "logistic",
    name: "prior",
    intercept: -1,
    terms: [{ feature: "risk", weight: 2, missing: -1 }],
  };
}
