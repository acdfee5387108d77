import { expect } from "chai";

import { EarlyStopping } from "../../../src/ml/early-stopping.ts";

describe(EarlyStopping.name, () => {
  it("stops after as many rounds without improvement as its patience, and keeps the best", () => {
    const stopping = new EarlyStopping(2, "lower");
    const stops = [0.7, 0.5, 0.6, 0.55].map((metric) => stopping.observe(metric));
    expect(stops).deep.equal([false, false, false, true]);
    expect(stopping.bestRounds).equal(2);
  });

  it("counts an equal metric as no improvement", () => {
    const stopping = new EarlyStopping(1, "lower");
    expect([0.5, 0.5].map((metric) => stopping.observe(metric))).deep.equal([false, true]);
    expect(stopping.bestRounds).equal(1);
  });

  it("looks for the highest where higher is better", () => {
    const stopping = new EarlyStopping(5, "higher");
    for (const metric of [0.5, 0.9, 0.7]) stopping.observe(metric);
    expect(stopping.bestRounds).equal(2);
  });

  it("starts its patience anew with each improvement", () => {
    const stopping = new EarlyStopping(2, "higher");
    const stops = [0.5, 0.4, 0.6, 0.5, 0.7, 0.6].map((metric) => stopping.observe(metric));
    expect(stops).not.include(true);
  });

  it("knows no best round before the first", () => {
    expect(new EarlyStopping(1, "lower").bestRounds).equal(0);
  });
});
