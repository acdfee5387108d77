import { expect } from "chai";
import { silentLogger } from "../../../../../src/lib/logger.ts";
import { silentProgress } from "../../../../../src/lib/progress.ts";
import { backtest, type BacktestRequest } from "../../../../../src/subnets/risk/backtest/backtest.ts";
import { FakeJobs, type FakeHistory } from "../../../../support/backtest.ts";
import { createGradingSettings } from "../../../../support/grading.ts";

const offered = ["2025-06-02", "2025-07-02", "2025-08-01", "2025-08-31"];

describe(backtest.name, () => {
  it("takes, trains and scores date by date, so that no model can see a later batch", async () => {
    const { jobs } = await walked({ offered });
    expect(jobs.calls).to.deep.equal([
      "ingest 2025-06-02",
      "train until 2025-06-02",
      "score 2025-06-02",
      "ingest 2025-07-02",
      "score 2025-07-02",
      "train until 2025-07-02",
      "score 2025-07-02",
      "ingest 2025-08-01",
      "score 2025-08-01",
      "train until 2025-08-01",
      "score 2025-08-01",
      "ingest 2025-08-31",
    ]);
  });

  it("grades ours and every baseline, the previous model and plain trees from the second date on", async () => {
    const { result } = await walked({ offered });
    expect(result.outcome).to.equal("graded");
    expect(Object.keys(result.overall?.baselines ?? {})).to.have.members([
      "previous",
      "prior",
      "plain",
      "raw_confidence",
      "constant",
    ]);
    expect(result.dates[0]?.baselines).to.not.have.any.keys("previous", "plain");
    expect(result.dates[1]?.baselines).to.include.keys("previous", "plain");
    expect(result.dates[0]?.patterns).to.include({ expanding_illicit: 12, gone: 6 });
    expect(result.dates.at(-1)).to.deep.equal({ date: "2025-08-31", outcome: "no_later_batch" });
  });

  it("scores by the models and by an own scorer, and compares the two", async () => {
    const { jobs, result } = await walked({ offered, ownScorer: { failing: [] } });
    expect(jobs.calls.filter((call) => call.includes("2025-07-02"))).to.deep.equal([
      "ingest 2025-07-02",
      "score 2025-07-02 by models",
      "train until 2025-07-02",
      "score 2025-07-02 by models",
      "score 2025-07-02 by own scorer",
    ]);
    expect(result.scorer).to.equal("mine-1");
    expect(result.overall?.baselines).to.have.property("model");
    expect(result.overall?.gains).to.have.property("model");
  });

  it("tells on which dates the model stood in for an own scorer", async () => {
    const { result } = await walked({ offered, ownScorer: { failing: ["2025-07-02"] } });
    expect(result.dates[1]).to.include({
      outcome: "graded",
      reason: "The model stood in: SCORER_FAILED: it ended by SIGSEGV",
    });
    expect(result.dates[0]).to.not.have.property("reason");
  });

  it("tells a refused batch and goes on", async () => {
    const { result } = await walked({ offered, refused: ["2025-07-02"] });
    expect(result.dates.map(({ outcome }) => outcome)).to.deep.equal([
      "graded",
      "not_ingested",
      "graded",
      "no_later_batch",
    ]);
    expect(result.dates[1]?.reason).to.match(/^BATCH_REJECTED: /);
  });

  it("goes on with the model of before where none can be trained, and scores nothing where there is none", async () => {
    const { result } = await walked({ offered, untrainable: ["2025-06-02", "2025-08-01"] });
    expect(result.dates.map(({ outcome }) => outcome)).to.deep.equal([
      "not_scored",
      "graded",
      "graded",
      "no_later_batch",
    ]);
    expect(result.dates[2]?.reason).to.include("TRAINING_FAILED");
  });

  it("grades a date without the baselines that could not be made, and says so", async () => {
    const { result } = await walked({ offered, incomparable: ["2025-08-01"] });
    expect(result.dates[2]?.outcome).to.equal("graded");
    expect(result.dates[2]?.reason).to.equal(
      "Without prior and plain trees: TRAINING_FAILED: The library ended with SIGSEGV",
    );
    expect(result.dates[2]?.baselines).to.not.have.any.keys("prior", "plain");
    expect(result.overall?.gains).to.include.keys("prior", "plain");
  });

  it("counts all dates where no model ever learned from evolution", async () => {
    const { result } = await walked({ offered, isCold: true });
    expect(result.overall?.dates).to.deep.equal(offered.slice(0, 3));
  });

  it("names what there is to name when nothing can be graded", async () => {
    const { result } = await walked({ offered: ["2025-06-02", "2025-07-03"] });
    expect(result.outcome).to.equal("nothing_graded");
    const { result: empty } = await walked({ offered: [] });
    expect(empty).to.include({ outcome: "no_dates" });
    const { result: gone } = await walked({ offered, evidence: { patterns: [undefined] } });
    expect(gone.dates[0]?.outcome).to.equal("no_address_left");
    const { result: refused } = await walked({ offered, evidence: { patterns: undefined } });
    expect(refused.dates[0]?.outcome).to.equal("later_batch_refused");
  });

  it("grades a date of one class and without labels, with the figures that have a value", async () => {
    const patterns = Array.from({ length: 60 }, () => "benign_indicators" as const);
    const { result } = await walked({ offered, evidence: { patterns, labels: { alerts: [], values: [] } } });
    expect(result.overall?.ours.auc.value).to.equal(null);
    expect(result.overall?.ours.labels_auc.value).to.equal(null);
    expect(result.overall?.ours.evolution.value).to.be.a("number");
    expect(JSON.stringify(result)).to.not.include("NaN");
  });

  it("gives the same result for the same history", async () => {
    const [one, two] = [await walked({ offered }), await walked({ offered })];
    expect(JSON.stringify(one.result)).to.equal(JSON.stringify(two.result));
  });

  it("ends with what is broken here instead of telling it as an outcome", async () => {
    const jobs = new FakeJobs({ offered });
    jobs.score = () => Promise.reject(new TypeError("a bug"));
    const failure = await walk(jobs).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(TypeError);
  });
});

async function walked(history: FakeHistory) {
  const jobs = new FakeJobs(history);
  const scorer = history.ownScorer === undefined ? {} : { scorer: "mine-1" };
  return { jobs, result: await walk(jobs, scorer) };
}

async function walk(jobs: FakeJobs, own: Pick<BacktestRequest, "scorer"> = {}) {
  const settings = { mostDates: 60, constant: 0.15, resamples: 20, confidence: 0.95, seed: 1 };
  return backtest(
    { jobs, logger: silentLogger(), progress: silentProgress() },
    { grading: createGradingSettings(), backtest: settings },
    {
      ...own,
      network: "torus",
      windowDays: 195,
      source: "made up",
      range: {},
      signal: new AbortController().signal,
    },
  );
}
