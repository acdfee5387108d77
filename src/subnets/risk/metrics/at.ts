/** Returns the value at an index; an index past the end becomes NaN, which no result survives unnoticed. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? NaN;
}
