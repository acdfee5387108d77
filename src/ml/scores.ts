import { NeuronError } from "../lib/errors.ts";

/** Any decimal of so many digits survives a 32-bit float; nine tell any two of them apart (IEEE 754 binary32). */
const FEWEST_DIGITS = 6;
const MOST_DIGITS = 9;
/** The powers of ten that a double holds exactly. */
const exactPowersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Returns 1 / (1 + e^-x) in double precision: keeps the order of margins, which single precision would merge near 1. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Returns the double nearest to the shortest decimal that still names this 32-bit float, so that a score reads
 * 0.8734 and not 0.8733999729156494. It converts back to the very same float.
 * @param value a 32-bit float in [0,1].
 */
export function shortestDecimal(value: number): number {
  const exponent = Math.max(0, -Math.floor(Math.log10(value)) - 1);
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits += 1) {
    const decimal = roundTo(value, digits, exponent);
    if (Math.fround(decimal) === value) return decimal;
  }
  return roundTo(value, MOST_DIGITS, exponent);
}

/** Throws INTERNAL when a score is not a number in [0,1]; returns the scores. */
export function checkedScores(scores: Float64Array): Float64Array {
  const row = scores.findIndex((score) => !(score >= 0 && score <= 1));
  if (row < 0) return scores;
  throw new NeuronError("INTERNAL", `The model gave ${scores[row] ?? NaN} for a row, not a score in [0,1]`);
}

function roundTo(value: number, digits: number, exponent: number): number {
  const scale = exactPowersOfTen[digits + exponent];
  if (scale === undefined) return Number(value.toPrecision(digits));
  // Both operands are exact, so the quotient is the double nearest to the decimal, as parsing it would be.
  return Math.round(value * scale) / scale;
}
