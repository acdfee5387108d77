import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { NeuronError } from "../../../src/lib/errors.ts";
import type { LogisticModel } from "../../../src/ml/contract.ts";
import {
  logisticExplainer,
  logisticMargin,
  logisticScorer,
  parseLogisticModel,
  writeLogisticModel,
} from "../../../src/ml/logistic-model.ts";
import { sigmoid } from "../../../src/ml/scores.ts";
import { withDirectory } from "../../support/ml.ts";

describe(logisticScorer.name, () => {
  it("is the sigmoid of the weighted sum, each term by its own column", () => {
    const score = logisticScorer(createModel(), ["other", "volume", "severity"]);
    expect(score(Float32Array.of(9, 7, 0.5), 0)).equal(sigmoid(-1 + 2 * 0.5 + 0.5 * Math.log1p(7)));
  });

  it("scores the row that begins where it is told", () => {
    const score = logisticScorer(createModel(), ["severity", "volume"]);
    expect(score(Float32Array.of(0, 0, 1, 0), 2)).equal(sigmoid(1));
  });

  it("takes the stated value for a missing one, before the transformation", () => {
    const score = logisticScorer(createModel(), ["severity", "volume"]);
    expect(score(Float32Array.of(NaN, NaN), 0)).equal(sigmoid(-1 + 2 * 0.25 + 0.5 * Math.log1p(3)));
  });

  it("refuses features that lack one it needs", () => {
    expect(() => logisticScorer(createModel(), ["severity"]))
      .throw(NeuronError)
      .with.property("code", "MODEL_REFUSED");
  });
});

describe(logisticMargin.name, () => {
  it("is the intercept and what the terms contribute", () => {
    const row = Float32Array.of(0.5, NaN);
    const features = ["severity", "volume"];
    const contributions = logisticExplainer(createModel(), features)(row, 0);
    expect(contributions.map(({ column }) => column)).deep.equal([0, 1]);
    const sum = contributions.reduce((total, { contribution }) => total + contribution, -1);
    expect(logisticMargin(createModel(), features)(row, 0)).equal(sum);
  });
});

describe(writeLogisticModel.name, () => {
  it("writes what is read back as the same model", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "model.json");
      await writeLogisticModel(path, createModel());
      expect(parseLogisticModel(await readFile(path))).deep.equal(createModel());
    });
  });

  it("gives equal models equal hashes", async () => {
    await withDirectory(async (directory) => {
      const written = await Promise.all(
        ["a.json", "b.json"].map((name) => writeLogisticModel(join(directory, name), createModel())),
      );
      expect(written[0]).deep.equal(written[1]);
    });
  });
});

describe(parseLogisticModel.name, () => {
  const bad = {
    "no JSON": "{",
    "another kind": JSON.stringify({ ...createModel(), kind: "tree" }),
    "an unknown field": JSON.stringify({ ...createModel(), bias: 1 }),
    "no number for a weight": JSON.stringify({
      ...createModel(),
      terms: [{ feature: "a", weight: "1", missing: 0 }],
    }),
  };
  for (const [what, content] of Object.entries(bad)) {
    it(`refuses ${what}`, () => {
      expect(() => parseLogisticModel(Buffer.from(content)))
        .throw(NeuronError)
        .with.property("code", "MODEL_REFUSED");
    });
  }
});

function createModel(): LogisticModel {
  return {
    kind: "logistic",
    name: "severity-baseline",
    intercept: -1,
    terms: [
      { feature: "severity", weight: 2, missing: 0.25 },
      { feature: "volume", weight: 0.5, transform: "log1p", missing: 3 },
    ],
  };
}
