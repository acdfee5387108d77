import { setImmediate as nextTurn } from "node:timers/promises";
import type { GradingSettings } from "../../../config/settings.ts";
import type { Progress } from "../../../lib/progress.ts";
import { intervalOf, resampler } from "../metrics/bootstrap.ts";
import { baselines, contestants, type Baseline, type Contestant } from "./contestants.ts";
import { figureNames, figuresOf, partOf, type FigureName, type Figures, type Part } from "./figures.ts";
import type { Measured, MeasuredFigures } from "./result.ts";
import { allRows, type DateSample } from "./sample.ts";

/** So many alerts may be drawn in all: with more alerts there are fewer resamples. */
const MAX_DRAWN_ALERTS = 10_000_000;
/** With fewer resamples an interval says nothing, and there is none. */
const MIN_RESAMPLES = 20;

export interface MeasureSettings {
  readonly grading: GradingSettings;
  readonly resamples: number;
  readonly seed: number;
  /** The share of resamples inside an interval. */
  readonly confidence: number;
}

export interface MeasureRequest {
  readonly samples: readonly DateSample[];
  /** The dates that count in all. */
  readonly overall: ReadonlySet<string>;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** The figures of every contestant by date and in all, and how far ours are above each baseline's. */
export interface Measurement {
  readonly byDate: ReadonlyMap<string, ByContestant>;
  readonly overall: ByContestant;
  /** Ours less the baseline's over the dates that both scored, drawn together. */
  readonly gains: Readonly<Partial<Record<Baseline, MeasuredFigures>>>;
  readonly resamples: number;
}

export type ByContestant = Readonly<Partial<Record<Contestant, MeasuredFigures>>>;

/**
 * Measures every contestant over all alerts and over resamples of their addresses, an address being drawn with all its
 * alerts of all dates: alerts of one address rise and fall together. The same samples and seed give the same numbers.
 * Gives way to other work after each resample, and stops when the signal fires.
 */
export async function measure(request: MeasureRequest, settings: MeasureSettings): Promise<Measurement> {
  const { samples, signal, progress } = request;
  const whole = figuresByScope(samples.map(allRowsOf), request, settings.grading);
  const alerts = samples.reduce((sum, { evidence }) => sum + evidence.alertIds.length, 0);
  const resamples = resamplesFor(alerts, settings.resamples);
  const draw = resampler({ rows: alerts, groups: addressGroups(samples), seed: settings.seed });
  const split = splitter(samples);
  const step = progress.start("Drawing resamples", resamples);
  const drawn: Scopes[] = [];
  try {
    for (let resample = 0; resample < resamples; resample += 1) {
      await nextTurn(undefined, { signal });
      drawn.push(figuresByScope(split(draw()), request, settings.grading));
      step.update(resample + 1);
    }
  } finally {
    step.finish();
  }
  return toMeasurement(whole, drawn, { request, confidence: settings.confidence, resamples });
}

function resamplesFor(alerts: number, wanted: number): number {
  const affordable = Math.floor(MAX_DRAWN_ALERTS / Math.max(alerts, 1));
  const resamples = Math.min(wanted, affordable);
  return resamples < MIN_RESAMPLES ? 0 : resamples;
}

interface DrawnDate {
  readonly sample: DateSample;
  readonly rows: Uint32Array;
}

function allRowsOf(sample: DateSample): DrawnDate {
  return { sample, rows: allRows(sample.evidence) };
}

/** Figures by the scope they are of: contestant and date, contestant in all, or baseline that ours are compared with. */
type Scopes = ReadonlyMap<string, Figures>;

function figuresByScope(
  dates: readonly DrawnDate[],
  { overall }: MeasureRequest,
  grading: GradingSettings,
): Scopes {
  const scopes = new Map<string, Figures>();
  const put = (scope: string, figures: Figures | undefined) => {
    if (figures !== undefined) scopes.set(scope, figures);
  };
  const inAll = new Map<Contestant, (readonly [date: string, part: Part])[]>();
  for (const contestant of contestants) {
    const parts = partsOf(contestant, dates, grading);
    for (const [date, part] of parts) put(dateScope(contestant, date), figuresOf([part]));
    const counted = parts.filter(([date]) => overall.has(date));
    put(overallScope(contestant), figuresOf(counted.map(([, part]) => part)));
    inAll.set(contestant, counted);
  }
  const ours = inAll.get("ours") ?? [];
  for (const baseline of baselines) {
    const scored = new Set(inAll.get(baseline)?.map(([date]) => date));
    const shared = ours.filter(([date]) => scored.has(date));
    if (shared.length < ours.length) put(sharedScope(baseline), figuresOf(shared.map(([, part]) => part)));
  }
  return scopes;
}

function partsOf(contestant: Contestant, dates: readonly DrawnDate[], grading: GradingSettings) {
  return dates.flatMap(({ sample, rows }) => {
    const entry = sample.entries.get(contestant);
    if (entry === undefined || rows.length === 0) return [];
    return [[sample.date, partOf({ sample, entry, rows }, grading)] as const];
  });
}

function dateScope(contestant: Contestant, date: string): string {
  return `${contestant} ${date}`;
}

function overallScope(contestant: Contestant): string {
  return `${contestant} in all`;
}

/** Ours over the dates that a baseline scored too, where these are not all. */
function sharedScope(baseline: Baseline): string {
  return `ours beside ${baseline}`;
}

function addressGroups(samples: readonly DateSample[]): Uint32Array {
  const groups = new Map<string, number>();
  const addresses = samples.flatMap(({ evidence }) => evidence.addresses);
  return Uint32Array.from(addresses, (address) => {
    const group = groups.get(address) ?? groups.size;
    groups.set(address, group);
    return group;
  });
}

/** Returns a function that deals rows over all dates out to their dates. */
function splitter(samples: readonly DateSample[]): (rows: Uint32Array) => DrawnDate[] {
  const ends: number[] = [];
  let end = 0;
  for (const { evidence } of samples) ends.push((end += evidence.alertIds.length));
  return (rows) =>
    samples.map((sample, place) => {
      const start = ends[place - 1] ?? 0;
      const own = rows.filter((row) => row >= start && row < (ends[place] ?? 0));
      return { sample, rows: own.map((row) => row - start) };
    });
}

interface MeasurementParts {
  readonly request: MeasureRequest;
  readonly confidence: number;
  readonly resamples: number;
}

function toMeasurement(
  whole: Scopes,
  drawn: readonly Scopes[],
  { request: { samples }, confidence, resamples }: MeasurementParts,
): Measurement {
  const measured = (figure: (scopes: Scopes, name: FigureName) => number | undefined) =>
    Object.fromEntries(
      figureNames.map((name) => {
        const values = drawn.map((scopes) => figure(scopes, name));
        return [name, toMeasured(figure(whole, name), intervalOf(values, confidence))] as const;
      }),
    ) as MeasuredFigures;
  const scope = (name: string) =>
    whole.has(name) ? measured((scopes, figure) => scopes.get(name)?.[figure]) : undefined;
  const gain = (baseline: Baseline) => {
    const ours = whole.has(sharedScope(baseline)) ? sharedScope(baseline) : overallScope("ours");
    if (!whole.has(ours) || !whole.has(overallScope(baseline))) return undefined;
    return measured((scopes, figure) =>
      difference(scopes.get(ours)?.[figure], scopes.get(overallScope(baseline))?.[figure]),
    );
  };
  return {
    byDate: new Map(
      samples.map(({ date }) => [
        date,
        recordOf(contestants, (contestant) => scope(dateScope(contestant, date))),
      ]),
    ),
    overall: recordOf(contestants, (contestant) => scope(overallScope(contestant))),
    gains: recordOf(baselines, gain),
    resamples,
  };
}

function difference(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one - other;
}

function toMeasured(
  value: number | undefined,
  interval: { readonly low: number; readonly high: number } | undefined,
): Measured {
  if (value === undefined || Number.isNaN(value)) return { value: null, low: null, high: null };
  return { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

function recordOf<Key extends string, Value>(
  keys: readonly Key[],
  valueOf: (key: Key) => Value | undefined,
): Partial<Record<Key, Value>> {
  const entries = keys.flatMap((key) => {
    const value = valueOf(key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries) as Partial<Record<Key, Value>>;
}
