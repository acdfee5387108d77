import { featureGroup, type Feature } from "./feature.ts";
import { spans, type ComparedColumn } from "./history-rows.ts";

/** What growth is of; for the other columns the plain difference says more. */
const grown = ["degree", "volume", "transactions"] as const satisfies readonly ComparedColumn[];
const moved = ["velocity", "burst", "anomaly"] as const satisfies readonly ComparedColumn[];

/** Spans have a range of days; growth is told as if over this many. */
const growthDays = 30;

/**
 * How the address came to be what it is, from earlier batches `h` of the same window. Growth is the logarithm of the
 * ratio, per 30 days. Missing where no earlier batch of that span knows the address; `history_batches` tells an address
 * that is new from a batch without any before it.
 */
export const historyFeatures: readonly Feature[] = featureGroup("history", {
  ...Object.fromEntries(spans.flatMap(({ name: span }) => grown.map((column) => growth(span, column)))),
  ...Object.fromEntries(spans.flatMap(({ name: span }) => moved.map((column) => change(span, column)))),
  history_batches: "ifNull(g.batches, 0)",
  history_seen_batches: "if(g.batches > 0, ifNull(h.seen_batches, 0), NULL)",
  history_seen_days: "nullIf(h.seen_days, 0)",
  history_alerts: "if(g.batches > 0, ifNull(h.alerts, 0), NULL)",
  history_alerted_batches: "if(g.batches > 0, ifNull(h.alerted_batches, 0), NULL)",
  history_confidence_max: "nullIf(h.confidence_max, 0)",
});

function growth(span: string, column: (typeof grown)[number]): [name: string, sql: string] {
  return [
    `growth_${column}_${span}`,
    `(log1p(f.${column}) - log1p(h.${span}_${column})) * ${String(growthDays)} / h.${span}_days`,
  ];
}

function change(span: string, column: (typeof moved)[number]): [name: string, sql: string] {
  return [`change_${column}_${span}`, `f.${column} - h.${span}_${column}`];
}
