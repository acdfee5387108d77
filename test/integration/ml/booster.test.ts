import { expect } from "chai";

import { asNeuronError, NeuronError } from "../../../src/lib/errors.ts";
import { Booster, type BoosterParameters } from "../../../src/ml/booster.ts";
import { DataMatrix, type MatrixContent } from "../../../src/ml/data-matrix.ts";
import { DenseRows } from "../../../src/ml/dense-rows.ts";
import { auc, logLoss, ndcg } from "../../../src/ml/metrics.ts";
import { withNative } from "../../../src/ml/native-memory.ts";
import { openXgboost } from "../../../src/ml/xgboost-library.ts";
import { createParameters, createRandom, runLibraryLoop } from "../../support/ml.ts";

const library = openXgboost();
const COLUMNS = 3;

describe(openXgboost.name, () => {
  it("says what to install or to set when there is no library", () => {
    expect(() => openXgboost("/nowhere/libxgboost.so"))
      .throw(NeuronError, /apt-get install libxgboost0.*XGBOOST_LIBRARY=/)
      .with.property("code", "LIBRARY_MISSING");
  });

  it("refuses a library that is not XGBoost", () => {
    expect(() => openXgboost("libc.so.6"))
      .throw(NeuronError)
      .with.property("code", "LIBRARY_MISSING");
  });
});

describe(DataMatrix.name, () => {
  for (const infinite of [Infinity, -Infinity]) {
    it(`refuses ${infinite} and names its place`, () => {
      const content = createContent(10);
      content.features[2 * COLUMNS + 1] = infinite;
      expect(() => new DataMatrix(library, content, 1))
        .throw(NeuronError)
        .with.deep.property("context", { row: 2, column: 1 });
    });
  }

  const misfits: Record<string, Partial<MatrixContent>> = {
    "half a row": { features: new Float32Array(COLUMNS * 10 - 1) },
    "no rows": { features: new Float32Array(0), labels: new Float32Array(0) },
    "a label too few": { labels: new Float32Array(9) },
    "a base margin too few": { baseMargins: new Float32Array(9) },
    "a weight too many": { weights: new Float32Array(11) },
    "groups that miss a row": { groups: Uint32Array.of(4, 5) },
    "weights of rows beside groups": { groups: Uint32Array.of(4, 6), weights: new Float32Array(10) },
  };
  for (const [what, content] of Object.entries(misfits)) {
    it(`refuses ${what}`, () => {
      expect(() => new DataMatrix(library, { ...createContent(10), ...content }, 1)).throw(NeuronError);
    });
  }

  it("adds its base margins to what the trees say, and to nothing else", async () => {
    const content = createContent(100);
    await withBooster({}, content, (booster, bare) => {
      const baseMargins = Float32Array.from({ length: 100 }, (_, row) => row / 8 - 6);
      const matrix = new DataMatrix(library, { ...content, baseMargins }, 1);
      try {
        const trees = booster.predict(bare, "margin");
        for (const [row, margin] of booster.predict(matrix, "margin").entries())
          expect(margin).closeTo(Number(trees[row]) + Number(baseMargins[row]), 1e-5);
      } finally {
        matrix.dispose();
      }
    });
  });

  it("gives its memory back once and is then of no use", () => {
    const matrix = new DataMatrix(library, createContent(10), 1);
    matrix.dispose();
    matrix.dispose();
    expect(() => matrix.handle).throw(NeuronError);
  });
});

describe(DenseRows.name, () => {
  it("refuses infinity and names its place", () => {
    const { features } = createContent(10);
    features[2 * COLUMNS + 1] = Infinity;
    expect(() => new DenseRows(features, COLUMNS))
      .throw(NeuronError)
      .with.deep.property("context", { row: 2, column: 1 });
  });

  for (const kind of ["margin", "probability"] as const) {
    it(`gives the very ${kind} that a matrix of the same rows gives, missing values included`, async () => {
      const content = createContent(100);
      for (let index = 0; index < content.features.length; index += 7) content.features[index] = NaN;
      await withBooster({}, content, (booster, matrix) => {
        const dense = new DenseRows(content.features, COLUMNS);
        expect(booster.predict(dense, kind)).deep.equal(booster.predict(matrix, kind));
        expect(new Set(booster.predict(dense, kind)).size).above(10);
      });
    });
  }

  it("is refused by a model of other columns", async () => {
    await withBooster({}, createContent(100), (booster) => {
      const dense = new DenseRows(new Float32Array(COLUMNS + 1), COLUMNS + 1);
      expect(() => booster.predict(dense, "margin")).throw(NeuronError, /3 features and the rows 4/);
    });
  });
});

describe(Booster.name, () => {
  it("saves UBJSON that loads as the same model, names included", async () => {
    await withBooster({}, createContent(100), (booster, matrix) => {
      booster.featureNames = ["a", "b", "c"];
      const bytes = booster.save();
      expect(Buffer.from(bytes.subarray(0, 2)).toString()).equal("{L");
      const loaded = Booster.load(library, bytes);
      try {
        expect(loaded.predict(matrix, "margin")).deep.equal(booster.predict(matrix, "margin"));
        expect(loaded).include({ columns: COLUMNS, rounds: 8, objective: "binary:logistic" });
        expect(loaded.featureNames).deep.equal(["a", "b", "c"]);
      } finally {
        loaded.dispose();
      }
    });
  });

  it("slices the first rounds into the model that fewer rounds give", async () => {
    const short = await withBooster({ rounds: 3 }, createContent(100), (booster) =>
      Buffer.from(booster.save()),
    );
    await withBooster({ rounds: 8 }, createContent(100), (booster) => {
      const sliced = booster.slice(3);
      try {
        expect(sliced.rounds).equal(3);
        expect(Buffer.from(sliced.save()).equals(short)).equal(true);
      } finally {
        sliced.dispose();
      }
    });
  });

  it("gives a copy of predictions, which a later call does not change", async () => {
    await withBooster({}, createContent(100), (booster, matrix) => {
      const first = booster.predict(matrix, "probability");
      const kept = first.slice();
      booster.predict(matrix, "margin");
      expect(first).deep.equal(kept);
    });
  });

  it("evaluates log-loss as ours does over the probabilities", async () => {
    const content = createContent(300);
    await withBooster({}, content, (booster, matrix) => {
      const ours = logLoss({ scores: booster.predict(matrix, "probability"), labels: content.labels });
      expect(booster.evaluate(7, matrix)).closeTo(ours ?? NaN, 1e-6);
    });
  });

  it("evaluates AUC as ours does, ties included", async () => {
    const content = createContent(300);
    const parameters = { max_depth: 2, rounds: 2, eval_metric: "auc" } as const;
    await withBooster(parameters, content, (booster, matrix) => {
      const ours = auc({ scores: booster.predict(matrix, "probability"), labels: content.labels });
      expect(booster.evaluate(1, matrix)).closeTo(ours ?? NaN, 1e-6);
    });
  });

  it("evaluates NDCG as ours does where no scores are equal", async () => {
    const content = createRankingContent();
    const parameters = {
      objective: "rank:ndcg",
      eval_metric: "ndcg",
      min_child_weight: 0,
      max_depth: 8,
      rounds: 60,
    } as const;
    await withBooster(parameters, content, (booster, matrix) => {
      const scores = booster.predict(matrix, "margin");
      expect(new Set(scores).size).equal(scores.length);
      const ours = ndcg({ scores, labels: content.labels }, content.groups);
      expect(booster.evaluate(99, matrix)).closeTo(ours ?? NaN, 1e-6);
    });
  });

  it("refuses a matrix with a column less than the model, which the library would take for missing", async () => {
    await withBooster({}, createContent(100), (booster) => {
      const narrow = new DataMatrix(library, { features: new Float32Array(20), columns: COLUMNS - 1 }, 1);
      try {
        expect(() => booster.predict(narrow, "margin"))
          .throw(NeuronError)
          .with.property("code", "INTERNAL");
      } finally {
        narrow.dispose();
      }
    });
  });

  it("refuses to rank without groups", async () => {
    const ranking = withBooster({ objective: "rank:ndcg" }, createContent(100), () => undefined);
    expect(await ranking.catch(asNeuronError)).property("code", "INTERNAL");
  });

  it("refuses a parameter whose name the library would ignore", async () => {
    const misspelt: object = { learning_rat: 0.1 };
    const training = withBooster(misspelt, createContent(100), () => undefined);
    expect(await training.catch(asNeuronError)).property("code", "INTERNAL");
  });

  it("passes on the library's own words", async () => {
    const content = { ...createContent(10), labels: new Float32Array(10).fill(2) };
    const error = await withBooster({}, content, () => undefined).catch(asNeuronError);
    expect(error).property("code", "INTERNAL");
    expect(error)
      .property("message")
      .match(/label must be in \[0,1\]/);
  });

  it("gives the gain of the features it splits on, by name", async () => {
    await withBooster({}, createContent(500), (booster) => {
      booster.featureNames = ["signal", "noise", "more noise"];
      const [strongest] = [...booster.totalGain()].sort(([, a], [, b]) => b - a);
      expect(strongest?.[0]).equal("signal");
    });
  });
});

type LabelledContent = MatrixContent & { readonly labels: Float32Array };

/** Trains on the content, and disposes everything after `use`. */
async function withBooster<T>(
  overrides: Partial<BoosterParameters> & { readonly rounds?: number },
  content: LabelledContent,
  use: (booster: Booster, matrix: DataMatrix) => T,
): Promise<T> {
  return withNative(async (own) => {
    const matrix = own(new DataMatrix(library, content, 1));
    const parameters = { ...createBoosterParameters(), rounds: 8, ...overrides };
    return Promise.resolve(use(own(runLibraryLoop(library, matrix, parameters)), matrix));
  });
}

function createBoosterParameters(): BoosterParameters {
  return {
    ...createParameters(),
    objective: "binary:logistic",
    eval_metric: "logloss",
    tree_method: "hist",
    base_score: 0.5,
    verbosity: 0,
  };
}

/** Returns rows whose label follows the first of three columns. */
function createContent(rows: number): LabelledContent {
  const random = createRandom(rows);
  const features = Float32Array.from({ length: rows * COLUMNS }, random);
  const labels = Float32Array.from({ length: rows }, (_, row) =>
    (features[row * COLUMNS] ?? NaN) > 0.5 ? 1 : 0,
  );
  return { features, columns: COLUMNS, labels };
}

function createRankingContent(): LabelledContent & { readonly groups: Uint32Array } {
  const random = createRandom(3);
  const labels = Float32Array.from({ length: 60 }, () => Math.floor(random() * 5));
  return { ...createContent(60), labels, groups: Uint32Array.of(15, 25, 20) };
}
