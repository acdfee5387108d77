import { expect } from "chai";
import { silentProgress } from "../../../../../src/lib/progress.ts";
import { measure, type MeasureSettings } from "../../../../../src/subnets/risk/backtest/measure.ts";
import type { DateSample } from "../../../../../src/subnets/risk/backtest/sample.ts";
import { createSample } from "../../../../support/backtest.ts";
import { createGradingSettings } from "../../../../support/grading.ts";

const grading = createGradingSettings();

describe(measure.name, () => {
  it("gives every figure of the whole batch, with an interval around it", async () => {
    const { byDate } = await measured([createSample(grading)]);
    const ours = byDate.get("2025-08-01")?.ours;
    expect(ours?.auc).to.deep.equal({ value: 1, low: 1, high: 1 });
    expect(ours?.tier1.value).to.equal(1);
    const { value, low, high } = ours?.evolution ?? {};
    expect(value).to.be.within(low ?? NaN, high ?? NaN);
  });

  it("agrees with the grade that the validator gives", async () => {
    const sample = createSample(grading);
    const { byDate } = await measured([sample]);
    const grade = sample.entries.get("ours")?.grade;
    expect(byDate.get(sample.date)?.ours?.final.value).to.equal(grade?.final.score);
    expect(byDate.get(sample.date)?.ours?.tier3.value).to.equal(grade?.final.tier3);
  });

  it("has no final grade of a constant, which has no order", async () => {
    const { overall } = await measured([createSample(grading)]);
    expect(overall.constant?.final).to.deep.equal({ value: null, low: null, high: null });
    expect(overall.constant?.evolution.value).to.be.a("number");
  });

  it("takes the mean of grades over dates and leaves out a date that does not count", async () => {
    const [one, two] = [createSample(grading), createSample(grading, { date: "2025-09-01", alerts: 100 })];
    const cold = createSample(grading, { date: "2025-06-01", alerts: 20 });
    const { byDate, overall } = await measured([cold, one, two], ["2025-08-01", "2025-09-01"]);
    const evolutionOf = (date: string) => byDate.get(date)?.ours?.evolution.value ?? NaN;
    expect(overall.ours?.evolution.value).to.be.closeTo(
      (evolutionOf("2025-08-01") + evolutionOf("2025-09-01")) / 2,
      1e-12,
    );
    expect(byDate.get("2025-06-01")?.ours?.evolution.value).to.be.a("number");
  });

  it("compares ours with a baseline over the dates of both", async () => {
    const one = withoutPrior(createSample(grading, { alerts: 20 }));
    const two = createSample(grading, { date: "2025-09-01", alerts: 100 });
    const { byDate, gains } = await measured([one, two]);
    const { ours, prior } = byDate.get("2025-09-01") ?? {};
    expect(gains.prior?.evolution.value).to.be.closeTo(
      (ours?.evolution.value ?? NaN) - (prior?.evolution.value ?? NaN),
      1e-12,
    );
    expect(gains.previous).to.equal(undefined);
  });

  it("gives the same numbers for the same seed and others for another", async () => {
    const once = await measured([createSample(grading)]);
    expect(await measured([createSample(grading)])).to.deep.equal(once);
    const other = await measured([createSample(grading)], undefined, { seed: 2 });
    expect(other.overall.raw_confidence?.evolution).to.not.deep.equal(once.overall.raw_confidence?.evolution);
  });

  it("has no intervals when none are asked for", async () => {
    const { overall, resamples } = await measured([createSample(grading)], undefined, { resamples: 0 });
    expect(resamples).to.equal(0);
    expect(overall.ours?.evolution).to.include({ low: null, high: null });
  });

  it("stops when it is cancelled", async () => {
    const request = {
      samples: [createSample(grading)],
      overall: new Set<string>(),
      signal: AbortSignal.abort(),
      progress: silentProgress(),
    };
    const failure = await measure(request, settings()).catch((error: unknown) => error);
    expect(failure).to.have.property("name", "AbortError");
  });
});

async function measured(
  samples: readonly DateSample[],
  overall: readonly string[] = samples.map(({ date }) => date),
  overrides: Partial<MeasureSettings> = {},
) {
  const signal = new AbortController().signal;
  const request = { samples, overall: new Set(overall), signal, progress: silentProgress() };
  return measure(request, settings(overrides));
}

function settings(overrides: Partial<MeasureSettings> = {}): MeasureSettings {
  return { grading, resamples: 40, seed: 1, confidence: 0.95, ...overrides };
}

function withoutPrior({ entries, ...sample }: DateSample): DateSample {
  return { ...sample, entries: new Map([...entries].filter(([contestant]) => contestant !== "prior")) };
}
