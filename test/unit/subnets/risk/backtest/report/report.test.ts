import { expect } from "chai";
import { silentLogger } from "../../../../../../src/lib/logger.ts";
import { silentProgress } from "../../../../../../src/lib/progress.ts";
import { backtest } from "../../../../../../src/subnets/risk/backtest/backtest.ts";
import { baselines } from "../../../../../../src/subnets/risk/backtest/contestants.ts";
import { figureNames } from "../../../../../../src/subnets/risk/backtest/figures.ts";
import { renderReport } from "../../../../../../src/subnets/risk/backtest/report/report.ts";
import type { BacktestResult } from "../../../../../../src/subnets/risk/backtest/result.ts";
import { FakeJobs } from "../../../../../support/backtest.ts";
import { createGradingSettings } from "../../../../../support/grading.ts";

const offered = ["2025-06-02", "2025-07-02", "2025-08-01"];

describe(renderReport.name, () => {
  it("is well-formed: every element that opens closes, in order", async () => {
    for (const result of [await createResult(), await createResult({ offered: [] })]) {
      expect(unclosed(renderReport(result))).to.deep.equal([]);
    }
  });

  it("shows the figures of the JSON, every one of every contestant", async () => {
    const result = await createResult();
    const shown = shownFigures(renderReport(result));
    const { overall } = result;
    for (const name of figureNames) {
      expect(shown.get(`overall/ours/${name}`)).to.equal(overall?.ours[name].value);
      for (const baseline of baselines) {
        expect(shown.get(`overall/${baseline}/${name}`)).to.equal(overall?.baselines[baseline]?.[name].value);
        expect(shown.get(`gain/${baseline}/${name}`)).to.equal(overall?.gains[baseline]?.[name].value);
      }
      expect(shown.get(`2025-06-02/ours/${name}`)).to.equal(result.dates[0]?.ours?.[name].value);
    }
  });

  it("needs nothing beside it", async () => {
    const page = renderReport(await createResult());
    expect(page).to.not.match(/<script|<link|<img|\b(?:src|href)=|url\(|@import/);
  });

  it("draws every chart", async () => {
    const page = renderReport(await createResult());
    const titles = [...page.matchAll(/<figure><h3>([^<]*)/g)].map(([, title]) => title);
    expect(titles).to.deep.equal([
      "Evolution score over time",
      "Final grade over time",
      "Calibration",
      "Score distribution",
      "ROC",
      "Precision and recall",
      "Lift",
      "Feature importance",
    ]);
    expect(page).to.not.match(/NaN|Infinity|undefined/);
  });

  it("shows text from outside as text", async () => {
    const page = renderReport({ ...(await createResult()), source: '<b onload="x">&' });
    expect(page).to.include("&lt;b onload=&quot;x&quot;&gt;&amp;");
    expect(page).to.not.include("<b onload");
  });
});

async function createResult(history: { offered: readonly string[] } = { offered }): Promise<BacktestResult> {
  return backtest(
    { jobs: new FakeJobs(history), logger: silentLogger(), progress: silentProgress() },
    {
      grading: createGradingSettings(),
      backtest: { mostDates: 60, constant: 0.15, resamples: 20, confidence: 0.95, seed: 1 },
    },
    { network: "torus", windowDays: 195, source: "made up", range: {}, signal: new AbortController().signal },
  );
}

/** Returns what is wrong with the nesting of a page's elements; nothing when it is well-formed. */
function unclosed(page: string): string[] {
  const body = page.replace(/^<!doctype html>/, "").replace(/<style>[^<]*<\/style>/, "");
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = "", selfClosed] of body.matchAll(
    /<(\/?)([a-z0-9]+)(?:\s+[a-zA-Z-]+="[^"<]*")*\s*(\/?)>/g,
  )) {
    if (slash === "/") {
      if (open.pop() !== name) wrong.push(name);
    } else if (selfClosed === "") open.push(name);
  }
  const strayBrackets = body.replace(/<\/?[a-z0-9]+(?:\s+[a-zA-Z-]+="[^"<]*")*\s*\/?>/g, "").match(/[<>]/g);
  return [...wrong, ...open, ...(strayBrackets ?? [])];
}

function shownFigures(page: string): Map<string, number | null> {
  const cells = page.matchAll(/data-figure="([^"]*)" data-value="([^"]*)"/g);
  return new Map([...cells].map(([, name = "", value = ""]) => [name, value === "" ? null : Number(value)]));
}
