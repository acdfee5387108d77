import { contestants, nameOf, type Contestant } from "../contestants.ts";
import type { Curves } from "../curves.ts";
import type { BacktestResult, DateResult, Overall } from "../result.ts";
import { escaped, rounded } from "./markup.ts";
import { bar, dot, evenTicks, line, plot, unitAxis, whisker, type Axis, type Scale } from "./plot.ts";

/** Returns all charts of a result, one figure after the other. */
export function charts(result: BacktestResult, overall: Overall): string {
  return [
    figure("Evolution score over time", byDate(result, "evolution"), legend(result, drawnIn(overall))),
    figure("Final grade over time", byDate(result, "final"), legend(result, drawnIn(overall))),
    figure(
      "Calibration",
      calibration(overall),
      "Ours: the mean score of each tenth of the scale against the share that expanded; larger dots hold more alerts. On the diagonal, scores are probabilities; those that a second model has raised into the ambiguous range are none.",
    ),
    figure(
      "Score distribution",
      scoreDistribution(overall),
      `Ours: shares within each class. ${key("expanding", "expanding addresses")} ${key("others", "all others")}`,
    ),
    figure("ROC", overlay(overall, "roc"), legend(result, drawnIn(overall))),
    figure("Precision and recall", overlay(overall, "precision_recall"), legend(result, drawnIn(overall))),
    figure(
      "Lift",
      lift(overall),
      `How many times as many expanding addresses are among the highest scores as in all. ${legend(result, drawnIn(overall))}`,
    ),
    figure(
      "Feature importance",
      importance(overall),
      "Shares of the total gain in the last model, the fifteen greatest.",
    ),
  ].join("\n");
}

function figure(title: string, drawing: string, caption: string): string {
  return `<figure><h3>${escaped(title)}</h3>${drawing}<figcaption>${caption}</figcaption></figure>`;
}

function drawnIn({ curves }: Overall): readonly Contestant[] {
  return contestants.filter((contestant) => curves[contestant] !== undefined);
}

function legend({ settings }: BacktestResult, drawn: readonly Contestant[]): string {
  return drawn.map((contestant) => key(contestant, nameOf(contestant, settings.constant))).join(" ");
}

function key(className: string, name: string): string {
  return `<span class="key"><svg viewBox="0 0 22 8" class="swatch" aria-hidden="true"><path class="line ${className}" d="M0 4L22 4"/></svg>${escaped(name)}</span>`;
}

function byDate(result: BacktestResult, name: "final" | "evolution"): string {
  const dates = result.dates.filter(({ ours }) => ours !== undefined);
  const edge = 0.5;
  const x: Axis = {
    label: "Processing date",
    from: -edge,
    to: dates.length - edge,
    ticks: dates.flatMap(({ date }, place) =>
      place % Math.ceil(dates.length / mostDateTicks) === 0 ? [{ at: place, text: date.slice(2) }] : [],
    ),
  };
  const label = name === "final" ? "Final grade" : "Evolution score";
  return plot({ x, y: unitAxis(label) }, `${label} of each model by date`, (scale) =>
    contestants.map((contestant, place) => gradeLine(dates, { contestant, name, place, scale })).join(""),
  );
}

const mostDateTicks = 6;
/** Whiskers of different models stand so far apart, in dates. */
const spread = 0.07;

interface GradeLine {
  readonly contestant: Contestant;
  readonly name: "final" | "evolution";
  readonly place: number;
  readonly scale: Scale;
}

function gradeLine(dates: readonly DateResult[], { contestant, name, place, scale }: GradeLine): string {
  const shift = (place - (contestants.length - 1) / 2) * spread;
  const points = dates.flatMap(({ date, ours, baselines }, at) => {
    const measured = (contestant === "ours" ? ours : baselines?.[contestant])?.[name];
    if (measured?.value === null || measured === undefined) return [];
    return [{ ...measured, value: measured.value, date, x: at + shift }];
  });
  const whiskers = points.map(({ x, low, high }) =>
    low === null || high === null ? "" : whisker(x, [low, high], { scale, className: contestant }),
  );
  const dots = points.map(({ x, value, date }) =>
    dot([x, value], scale, { className: contestant, title: `${date}: ${rounded(value)}` }),
  );
  return [
    line(
      points.map(({ x, value }) => [x, value] as const),
      scale,
      contestant,
    ),
    ...whiskers,
    ...dots,
  ].join("");
}

function calibration({ curves }: Overall): string {
  const bins = curves.ours?.calibration ?? [];
  const most = Math.max(...bins.map(({ rows }) => rows), 1);
  const axes = { x: unitAxis("Mean score"), y: unitAxis("Share that expanded") };
  return plot(axes, "Mean score against the share of expanding addresses", (scale) => {
    const points = bins.map(({ meanScore, meanLabel }) => [meanScore, meanLabel] as const);
    const dots = bins.map(({ meanScore, meanLabel, rows }) =>
      dot([meanScore, meanLabel], scale, {
        className: "ours",
        title: `${rows} alerts: mean score ${rounded(meanScore)}, expanded ${rounded(meanLabel)}`,
        radius: 2.5 + 6 * Math.sqrt(rows / most),
      }),
    );
    return [diagonal(scale), line(points, scale, "ours"), ...dots].join("");
  });
}

function diagonal(scale: Scale): string {
  const ends = [
    [0, 0],
    [1, 1],
  ] as const;
  return line(ends, scale, "reference");
}

function scoreDistribution({ curves }: Overall): string {
  const { expanding, others } = curves.ours?.scores ?? { expanding: [], others: [] };
  const classes = [
    { className: "others", counts: others },
    { className: "expanding", counts: expanding },
  ].map(({ className, counts }) => {
    const total = Math.max(
      counts.reduce((sum, count) => sum + count, 0),
      1,
    );
    return { className, counts, shares: counts.map((count) => count / total) };
  });
  const greatest = Math.ceil(Math.max(...classes.flatMap(({ shares }) => shares), 0.1) * 10) / 10;
  const y = { label: "Share of the class", from: 0, to: greatest, ticks: evenTicks(0, greatest, 4, 2) };
  return plot({ x: unitAxis("Score"), y }, "Scores of expanding addresses and of others", (scale) =>
    classes
      .flatMap(({ className, counts, shares }, half) =>
        shares.map((share, bin) => {
          const from = (bin + half * 0.5) / shares.length;
          const title = `${counts[bin] ?? 0} alerts from ${rounded(bin / shares.length, 2)}`;
          return bar([from, 0], [from + 0.45 / shares.length, share], { scale, className, title });
        }),
      )
      .join(""),
  );
}

function overlay({ curves }: Overall, name: "roc" | "precision_recall"): string {
  const axes =
    name === "roc"
      ? { x: unitAxis("False positives"), y: unitAxis("True positives") }
      : { x: unitAxis("Recall"), y: precisionAxis(curves) };
  const label = name === "roc" ? "Receiver operating characteristic" : "Precision against recall";
  return plot(axes, label, (scale) => {
    const lines = contestants.toReversed().map((contestant) => {
      const points = curves[contestant]?.[name] ?? [];
      return points.length === 0 ? "" : line(points, scale, contestant);
    });
    return [name === "roc" ? diagonal(scale) : "", ...lines].join("");
  });
}

/** Where few addresses expand, precision is low everywhere but at the very left. */
function precisionAxis(curves: Overall["curves"]): Axis {
  const settled = contestants.flatMap((contestant) =>
    (curves[contestant]?.precision_recall ?? []).flatMap(([recall, precision]) =>
      recall >= 0.05 ? [precision] : [],
    ),
  );
  const to = Math.min(1, Math.ceil(Math.max(...settled, 0.1) * 12) / 10);
  return { label: "Precision", from: 0, to, ticks: evenTicks(0, to, 5, 2) };
}

function lift({ curves }: Overall): string {
  const drawn = contestants.flatMap((contestant) => {
    const points = liftOf(curves[contestant]);
    return points.length === 0 ? [] : [{ contestant, points }];
  });
  const greatest = Math.ceil(Math.max(...drawn.flatMap(({ points }) => points.map(([, y]) => y)), 2));
  const axes = {
    x: unitAxis("Share of the alerts, highest scores first"),
    y: { label: "Lift", from: 0, to: greatest, ticks: evenTicks(0, greatest, 4, 1) },
  };
  return plot(axes, "Lift by share of alerts", (scale) =>
    drawn
      .toReversed()
      .map(({ contestant, points }) => line(points, scale, contestant))
      .join(""),
  );
}

function liftOf(curves: Curves | undefined) {
  return curves?.lift ?? [];
}

const mostFeatures = 15;

function importance({ feature_importance }: Overall): string {
  const top = feature_importance.slice(0, mostFeatures);
  if (top.length === 0) return `<p class="none">The last model is a prior, which has none.</p>`;
  const greatest = top[0]?.importance ?? 1;
  const rows = top.map(
    ({ feature, importance: share }) =>
      `<tr><th scope="row">${escaped(feature).replaceAll("_", "_<wbr/>")}</th><td class="meter"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar ours" x="0" y="0" width="${((share / greatest) * 100).toFixed(1)}" height="8"/></svg></td><td>${rounded(share * 100, 1)} %</td></tr>`,
  );
  return `<table class="importance"><tbody>${rows.join("")}</tbody></table>`;
}
