import type { BacktestSettings, GradingSettings } from "../../../config/settings.ts";
import type { NetworkJobs } from "../network-jobs.ts";
import type { EvolutionPattern } from "../grading/evolution.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import { at } from "../metrics/at.ts";
import type { Evidence } from "../outcomes/evidence.ts";
import { contestants, type Baseline, type Contestant } from "./contestants.ts";
import { curvesOf, type Curves } from "./curves.ts";
import { measure, type ByContestant, type Measurement } from "./measure.ts";
import type { BacktestResult, DateResult, MeasuredFigures, Overall } from "./result.ts";
import { allRows, coveredOutcomes, gradeEntry, joinOutcomes, type DateSample, type Entry } from "./sample.ts";
import { walk, type WalkDeps, type WalkRequest, type WalkedDate } from "./walk.ts";

export interface BacktestRequest extends WalkRequest {
  /** What the batches are of, as the operator named it. */
  readonly source: string;
  /** The name of the operator's own scorer, by which the jobs score; undefined where the models do. */
  readonly scorer?: string | undefined;
}

/**
 * Walks through a source's history as if live and returns how our models would have been graded, beside the baselines.
 * The jobs are those of a store of its own: models and publications that are in it already would take part. The same
 * batches, settings and seeds give the same result. Throws what stops every date: the source's and the store's errors,
 * CANCELLED.
 */
export async function backtest(
  deps: WalkDeps,
  { grading, backtest: own }: { readonly grading: GradingSettings; readonly backtest: BacktestSettings },
  request: BacktestRequest,
): Promise<BacktestResult> {
  const { network, windowDays, source, signal } = request;
  const hasOwnScorer = request.scorer !== undefined;
  const walked = await walk(deps, { grading, ...own, hasOwnScorer }, request);
  const samples = gradeAll(walked, grading);
  const header = {
    network,
    window_days: windowDays,
    source,
    ...(request.scorer !== undefined && { scorer: request.scorer }),
    settings: {
      seed: own.seed,
      resamples: own.resamples,
      confidence: own.confidence,
      constant: own.constant,
      horizon_days: grading.evolution.days,
    },
  };
  if (samples.length === 0) {
    return { ...header, ...whyNothing(walked, request), dates: walked.map((date) => dateResult(date, {})) };
  }
  const overall = overallDates(walked, samples);
  const measurement = await measure(
    { samples, overall, signal, progress: deps.progress },
    { grading, ...own },
  );
  const settings = { ...header.settings, resamples: measurement.resamples };
  return {
    ...header,
    settings,
    outcome: "graded",
    dates: walked.map((date) => dateResult(date, measurement.byDate.get(date.date) ?? {})),
    overall: await overallResult(deps.jobs, { measurement, samples, overall, windowDays }),
  };
}

function whyNothing(
  walked: readonly WalkedDate[],
  { network, windowDays, source }: BacktestRequest,
): Pick<BacktestResult, "outcome" | "reason"> {
  if (walked.length > 0) return { outcome: "nothing_graded", reason: "Every date says why it is not graded" };
  const reason = `${source} has no batch of ${network} with a window of ${windowDays} days in that time`;
  return { outcome: "no_dates", reason };
}

/** Grades every contestant on every date, each against what it said on the date before. */
function gradeAll(walked: readonly WalkedDate[], grading: GradingSettings): DateSample[] {
  const previous = new Map<Contestant, ScoredAlerts>();
  return walked.flatMap(({ date, outcome, evidence, scored }) => {
    if (evidence === undefined || scored === undefined || outcome !== "graded") return [];
    const entries = new Map<Contestant, Entry>();
    for (const [contestant, alerts] of scored) {
      const request = { evidence, scored: alerts, previous: previous.get(contestant) };
      entries.set(contestant, gradeEntry(request, grading));
      previous.set(contestant, alerts);
    }
    return [{ date, evidence, entries }];
  });
}

/**
 * From the first date on which the active model had learned from evolution; all where that never was. What comes before
 * is the cold start: no batch has the later one by which its addresses could be judged.
 */
function overallDates(walked: readonly WalkedDate[], samples: readonly DateSample[]): Set<string> {
  const firstTrained = walked.find(({ model }) => (model?.labels["evolution"] ?? 0) > 0)?.date;
  const dates = samples.map(({ date }) => date);
  const trained = firstTrained === undefined ? [] : dates.filter((date) => date >= firstTrained);
  return new Set(trained.length > 0 ? trained : dates);
}

function dateResult(
  { date, outcome, reason, model, evidence }: WalkedDate,
  figures: ByContestant,
): DateResult {
  return {
    date,
    outcome,
    ...(reason !== undefined && { reason }),
    ...(model !== undefined && { model }),
    ...(evidence !== undefined && factsOf(evidence)),
    ...oursAndBaselines(figures),
  };
}

const patternNames = [
  "expanding_illicit",
  "benign_indicators",
  "dormant",
  "ambiguous",
] as const satisfies readonly EvolutionPattern[];

function factsOf({ alertIds, patterns, labels }: Evidence): Partial<DateResult> {
  const values = Array.from({ length: labels.values.length }, (_, entry) => at(labels.values, entry));
  const positive = values.filter((value) => value > 0).length;
  const counted = (wanted: EvolutionPattern | undefined) =>
    patterns?.filter((pattern) => pattern === wanted).length ?? 0;
  return {
    alerts: alertIds.length,
    ...(patterns && {
      patterns: {
        ...Object.fromEntries(patternNames.map((name) => [name, counted(name)])),
        gone: counted(undefined),
      },
    }),
    address_labels: { positive, negative: values.length - positive },
  };
}

interface OurSide {
  readonly ours?: MeasuredFigures;
  readonly baselines?: Readonly<Partial<Record<Baseline, MeasuredFigures>>>;
}

function oursAndBaselines({ ours, ...baselines }: ByContestant): OurSide {
  return ours === undefined ? {} : { ours, baselines };
}

interface OverallParts {
  readonly measurement: Measurement;
  readonly samples: readonly DateSample[];
  readonly overall: ReadonlySet<string>;
  readonly windowDays: number;
}

async function overallResult(
  jobs: Pick<NetworkJobs, "models">,
  { measurement, samples, overall, windowDays }: OverallParts,
): Promise<Overall> {
  const { ours, ...baselines } = measurement.overall;
  if (ours === undefined) throw new Error("What was graded has figures");
  const counted = samples.filter(({ date }) => overall.has(date));
  const models = await jobs.models();
  const last = models.find(
    (model) =>
      model.modelType === "alert_scorer" && model.windowDays === windowDays && model.status === "active",
  );
  return {
    dates: [...overall],
    ours,
    baselines,
    gains: measurement.gains,
    curves: Object.fromEntries(contestants.flatMap((contestant) => curvesEntry(contestant, counted))),
    feature_importance: (last?.card.feature_importance ?? []).map(({ feature, importance }) => ({
      feature,
      importance,
    })),
  };
}

function curvesEntry(
  contestant: Contestant,
  samples: readonly DateSample[],
): (readonly [Contestant, Curves])[] {
  const outcomes = samples.flatMap(({ evidence, entries }) => {
    const entry = entries.get(contestant);
    return entry === undefined ? [] : [coveredOutcomes(evidence, entry.scores, allRows(evidence))];
  });
  if (outcomes.length === 0) return [];
  const decided = joinOutcomes(outcomes.map((date) => date.decided));
  return [[contestant, curvesOf(joinOutcomes(outcomes), decided)]];
}
