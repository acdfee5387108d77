import { baselines, nameOf, type Contestant } from "../contestants.ts";
import { figureNames, type FigureName } from "../figures.ts";
import type { BacktestResult, Measured, MeasuredFigures, Overall } from "../result.ts";
import { escaped, rounded } from "./markup.ts";

const figureTitles: Readonly<Record<FigureName, string>> = {
  final: "Final grade",
  tier1: "Tier 1",
  tier2: "Tier 2",
  tier3: "Tier 3",
  labels_auc: "Tier 3A, AUC against labels",
  evolution: "Tier 3B, evolution score",
  evolution_auc: "AUC within tier 3B",
  in_range: "Share in the expected range",
  precision_at_10: "Precision at 10",
  precision_at_50: "Precision at 50",
  precision_at_100: "Precision at 100",
  ndcg: "NDCG",
  auc: "AUC, expanding against benign",
  pr_auc: "PR-AUC",
  brier: "Brier",
  log_loss: "Log-loss",
  calibration_error: "Calibration error",
};

interface Column {
  readonly contestant: Contestant;
  readonly figures: MeasuredFigures;
}

/** Returns the table of every figure of every contestant in all, and how far ours are above each baseline. */
export function overallTable(result: BacktestResult, overall: Overall): string {
  const gains = baselines.flatMap((baseline) => {
    const figures = overall.gains[baseline];
    return figures === undefined ? [] : [{ contestant: baseline, figures }];
  });
  return [
    figuresTable("In all", columnsOf(overall), { result, scope: "overall" }),
    "<p>How far ours are above each baseline, over the dates of both and resampled together:</p>",
    figuresTable("Ours less", gains, { result, scope: "gain" }),
  ].join("\n");
}

/** Returns a table of every figure for each date that was graded. */
export function dateTables(result: BacktestResult): string {
  return result.dates
    .flatMap(({ date, ours, baselines: others }) =>
      ours === undefined
        ? []
        : [
            `<details><summary>${escaped(date)}</summary>${figuresTable(date, columnsOf({ ours, baselines: others ?? {} }), { result, scope: date })}</details>`,
          ],
    )
    .join("\n");
}

/** Returns the table of what became of each date. */
export function walkTable({ dates, overall }: BacktestResult): string {
  const counted = new Set(overall?.dates);
  const rows = dates.map(({ date, outcome, reason, model, alerts, patterns }) => {
    const became = outcome === "graded" && !counted.has(date) ? "graded, cold start" : outcome;
    return [
      `<tr><th scope="row">${escaped(date)}</th>`,
      `<td class="text">${escaped(became.replaceAll("_", " "))}</td>`,
      `<td>${alerts ?? "–"}</td>`,
      `<td>${patterns?.["expanding_illicit"] ?? "–"}</td>`,
      `<td class="text${model === undefined ? "" : " long"}">${escaped(model === undefined ? "–" : modelText(model))}</td>`,
      `<td class="text${reason === undefined ? "" : " long"}">${escaped(reason ?? "")}</td></tr>`,
    ].join("");
  });
  const head =
    '<th scope="col">Date</th><th scope="col" class="text">Outcome</th><th scope="col">Alerts</th><th scope="col">Expanding</th><th scope="col" class="text">Model</th><th scope="col" class="text">Remark</th>';
  return scrolling(`<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody>`);
}

function modelText({ kind, labels, taken, reason }: NonNullable<BacktestResult["dates"][number]["model"]>) {
  const sources = Object.entries(labels).map(([source, count]) => `${count} ${source}`);
  const what = kind === "prior" ? "prior" : `trained on ${sources.join(", ")} labels`;
  return taken || reason === "" ? what : `${what}; a newer one was not taken: ${reason}`;
}

function columnsOf({ ours, baselines: others }: Pick<Overall, "ours" | "baselines">): Column[] {
  return [
    { contestant: "ours", figures: ours },
    ...baselines.flatMap((baseline) => {
      const figures = others[baseline];
      return figures === undefined ? [] : [{ contestant: baseline, figures }];
    }),
  ];
}

function figuresTable(
  corner: string,
  columns: readonly Column[],
  { result, scope }: { result: BacktestResult; scope: string },
): string {
  const head = columns.map(
    ({ contestant }) => `<th scope="col">${escaped(nameOf(contestant, result.settings.constant))}</th>`,
  );
  const rows = figureNames.map((name) => {
    const cells = columns.map(({ contestant, figures }) =>
      figureCell(figures[name], `${scope}/${contestant}/${name}`),
    );
    return `<tr><th scope="row">${escaped(figureTitles[name])}</th>${cells.join("")}</tr>`;
  });
  return scrolling(
    `<thead><tr><th scope="col">${escaped(corner)}</th>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody>`,
  );
}

function figureCell({ value, low, high }: Measured, name: string): string {
  const interval = low === null || high === null ? "" : `<small>${rounded(low)} to ${rounded(high)}</small>`;
  return `<td data-figure="${escaped(name)}" data-value="${value === null ? "" : String(value)}">${rounded(value)}${interval}</td>`;
}

function scrolling(content: string): string {
  return `<div class="scroll"><table>${content}</table></div>`;
}
