import { expect } from "chai";

import { auc, logLoss, ndcg } from "../../../src/ml/metrics.ts";
import { type ScoredRows, trainingMetrics } from "../../../src/ml/training-metrics.ts";

const none: ScoredRows = { scores: new Float64Array(), labels: new Float32Array() };

describe(trainingMetrics.name, () => {
  it("measures alerts alone, and counts the rows of hindsight by themselves", () => {
    const metrics = trainingMetrics("binary:logistic", {
      train: createRows({ hindsight: Uint8Array.of(0, 0, 0, 1, 1) }),
      validation: none,
    });
    const alerts = { scores: [0.9, 0.2, 0.3], labels: [1, 0, 1] };
    expect(metrics).deep.equal({
      trainSamples: 3,
      valSamples: 0,
      hindsightSamples: 2,
      trainAuc: auc(alerts),
      trainLogloss: logLoss(alerts),
    });
  });

  it("names no rows of hindsight where there are none", () => {
    const train = createRows({ hindsight: new Uint8Array(5) });
    const metrics = trainingMetrics("binary:logistic", { train, validation: createRows() });
    expect(metrics).include({ trainSamples: 5, valSamples: 5 });
    expect(metrics).not.have.property("hindsightSamples");
  });

  it("ranks what is left of each group", () => {
    const groups = Uint32Array.of(3, 2);
    const hindsight = Uint8Array.of(0, 1, 0, 1, 1);
    const metrics = trainingMetrics("rank:ndcg", {
      train: createRows({ groups, hindsight }),
      validation: none,
    });
    expect(metrics.trainNdcg).equal(ndcg({ scores: [0.9, 0.3], labels: [1, 1] }, [2]));
    const all = trainingMetrics("rank:ndcg", { train: createRows({ groups }), validation: none });
    expect(all.trainNdcg).equal(ndcg(createRows(), groups));
  });
});

function createRows(overrides: Partial<ScoredRows> = {}): ScoredRows {
  return {
    scores: Float64Array.of(0.9, 0.2, 0.3, 0.1, 0.8),
    labels: Float32Array.of(1, 0, 1, 1, 0),
    ...overrides,
  };
}
