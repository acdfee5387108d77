/** A value at a time. */
export interface Sample {
  readonly atMinutes: number;
  readonly value: number;
}

/** How values change, and how sure that is. */
export interface Trend {
  /** Slope of the straight line that fits best. */
  readonly perMinute: number;
  /** Standard error of the slope, were the samples independent. */
  readonly error: number;
}

/** Returns the trend of three or more samples. */
export function trendOf(samples: readonly Sample[]): Trend {
  const middle = mean(samples.map(({ atMinutes }) => atMinutes));
  const height = mean(samples.map(({ value }) => value));
  const run = sum(samples.map(({ atMinutes }) => (atMinutes - middle) ** 2));
  const perMinute = sum(samples.map(({ atMinutes, value }) => (atMinutes - middle) * (value - height))) / run;
  const missed = samples.map(
    ({ atMinutes, value }) => (value - height - perMinute * (atMinutes - middle)) ** 2,
  );
  return { perMinute, error: Math.sqrt(sum(missed) / (samples.length - 2) / run) };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
