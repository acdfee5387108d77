/** Returns the sum, 0 of nothing. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Returns the mean, 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

/** Returns the middle value, the mean of the two middle ones of an even number, 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : mean(sorted.slice(middle - 1, middle + 1));
}

/** Returns the sample variance (divided by n - 1), 0 of fewer than two values. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
}

/** Returns the greatest value, 0 of nothing. */
export function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** Returns the first place of the greatest value, 0 of nothing. */
export function placeOfGreatest(values: readonly number[]): number {
  return Math.max(0, values.indexOf(greatest(values)));
}

/** Returns the entropy of shares in bits, 0 when nothing is shared. */
export function entropyBits(weights: readonly number[]): number {
  const total = sum(weights);
  if (total === 0) return 0;
  return sum(
    weights.filter((weight) => weight > 0).map((weight) => -(weight / total) * Math.log2(weight / total)),
  );
}

/**
 * Returns what the producer calls a Gini coefficient: 1 - 2 Σ i·v / (n Σ v) over the ascending values, which lies
 * in [-1, 0] and falls with concentration; 0 of fewer than two values (facts: aml-risk 1.5).
 */
export function producerGini(values: readonly number[]): number {
  const total = sum(values);
  if (values.length < 2 || total === 0) return 0;
  const ascending = [...values].sort((a, b) => a - b);
  const weighted = sum(ascending.map((value, place) => (place + 1) * value));
  return 1 - (2 * weighted) / (values.length * total);
}
