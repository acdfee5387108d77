import type { Baseline, Contestant } from "./contestants.ts";
import type { Curves } from "./curves.ts";
import type { FigureName } from "./figures.ts";

/** A figure and its interval; null where there is none. */
export interface Measured {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export type MeasuredFigures = Readonly<Record<FigureName, Measured>>;

/** Why a date is not graded, beside those that are. */
export type DateOutcome =
  | "graded"
  /** The source has no batch of exactly the horizon later. */
  | "no_later_batch"
  /** The batch of the horizon later was refused. */
  | "later_batch_refused"
  | "not_ingested"
  | "no_alerts"
  | "not_scored"
  /** No alert's address is in the later batch. */
  | "no_address_left";

/** How the model came to be that was active on a date. */
export interface ModelMaking {
  readonly kind: "trained" | "prior";
  /** Labelled samples by where the label is from; of a prior, none. */
  readonly labels: Readonly<Record<string, number>>;
  /** Whether the model that was trained on this date was taken. */
  readonly taken: boolean;
  readonly reason: string;
}

/** One date of the walk. */
export interface DateResult {
  readonly date: string;
  readonly outcome: DateOutcome;
  /** What happened, where it is not all as planned. */
  readonly reason?: string;
  readonly model?: ModelMaking;
  readonly alerts?: number;
  /** Alerts by what their address did; `gone` has no later row. */
  readonly patterns?: Readonly<Record<string, number>>;
  /** Labelled rows of tier 3A by class. */
  readonly address_labels?: { readonly positive: number; readonly negative: number };
  readonly ours?: MeasuredFigures;
  readonly baselines?: Readonly<Partial<Record<Baseline, MeasuredFigures>>>;
}

/** What a back-test found. Nothing in it depends on when or where it ran. */
export interface BacktestResult {
  readonly network: string;
  readonly window_days: number;
  readonly source: string;
  /** The operator's own scorer, that `ours` is of; undefined where it is of the models. */
  readonly scorer?: string;
  /** nothing_graded: every date says why. */
  readonly outcome: "graded" | "nothing_graded" | "no_dates";
  /** Why nothing was graded, in a sentence. */
  readonly reason?: string;
  readonly settings: {
    readonly seed: number;
    readonly resamples: number;
    readonly confidence: number;
    readonly constant: number;
    readonly horizon_days: number;
  };
  readonly dates: readonly DateResult[];
  /** Undefined when nothing was graded. */
  readonly overall?: Overall;
}

export interface Overall {
  /** From the first whose model had learned from evolution on; all graded ones where there is none. */
  readonly dates: readonly string[];
  readonly ours: MeasuredFigures;
  readonly baselines: Readonly<Partial<Record<Baseline, MeasuredFigures>>>;
  /** Ours less the baseline's, over the dates of both. */
  readonly gains: Readonly<Partial<Record<Baseline, MeasuredFigures>>>;
  readonly curves: Readonly<Partial<Record<Contestant, Curves>>>;
  /** Shares of the total gain in the last model, greatest first. */
  readonly feature_importance: readonly { readonly feature: string; readonly importance: number }[];
}
