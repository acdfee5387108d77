import type { FigureName } from "../figures.ts";
import type { BacktestResult, Measured, Overall } from "../result.ts";
import { charts } from "./charts.ts";
import { escaped, rounded } from "./markup.ts";
import { reportStyle } from "./style.ts";
import { dateTables, overallTable, walkTable } from "./tables.ts";

/** Returns a back-test's result as one HTML page that needs nothing beside it: no script, no file, no network. */
export function renderReport(result: BacktestResult): string {
  const { network, window_days, overall } = result;
  const title = `Back-test of ${network}, ${window_days} days`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escaped(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="faint">${escaped(introduction(result))}</p>
${overall === undefined ? `<p>Nothing was graded: ${escaped(result.reason ?? "")}.</p>` : results(result, overall)}
<h2>Dates</h2>
${walkTable(result)}
${dateTables(result)}
</main>
</body>
</html>
`;
}

function introduction({ source, settings, scorer }: BacktestResult): string {
  const { horizon_days, resamples, confidence, seed } = settings;
  const intervals =
    resamples === 0
      ? "There are no intervals."
      : `Intervals hold ${confidence * 100} % of ${resamples} resamples of the addresses (seed ${seed}).`;
  const own =
    scorer === undefined ? "" : ` Ours is ${scorer}, beside the model that would have scored without it.`;
  return `Batches of ${source}.${own} On each date, models were trained on what was known by then, and their scores graded by the batch ${horizon_days} days later. ${intervals}`;
}

function results(result: BacktestResult, overall: Overall): string {
  const { dates } = overall;
  return `<p>Figures in all are over ${escaped(dates.join(", "))}${coldStart(result, overall)}. Grades, NDCG and precision are means of the dates; all else is over the alerts of all dates together.</p>
<div class="tiles">${tiles(result, overall)}</div>
<div class="charts">
${charts(result, overall)}
</div>
<h2>Figures</h2>
${overallTable(result, overall)}`;
}

function coldStart({ dates }: BacktestResult, overall: Overall): string {
  const counted = new Set(overall.dates);
  const cold = dates.filter(({ date, ours }) => ours !== undefined && !counted.has(date));
  if (cold.length === 0) return "";
  return `; ${escaped(cold.map(({ date }) => date).join(", "))} came before any evolution could be learned from and counts by itself alone`;
}

const tileFigures: readonly (readonly [FigureName, string])[] = [
  ["final", "Final grade"],
  ["evolution", "Evolution score"],
  ["auc", "AUC, expanding against benign"],
  ["calibration_error", "Calibration error"],
];

function tiles({ settings }: BacktestResult, { ours, gains }: Overall): string {
  const own = tileFigures.map(([name, title]) => tile(title, ours[name]));
  const gain = gains.constant?.evolution;
  return [...own, gain ? tile(`Evolution above constant ${settings.constant}`, gain) : ""].join("");
}

function tile(title: string, { value, low, high }: Measured): string {
  const interval = low === null || high === null ? "" : `<small>${rounded(low)} to ${rounded(high)}</small>`;
  return `<div class="tile"><small>${escaped(title)}</small><b>${rounded(value)}</b>${interval}</div>`;
}
