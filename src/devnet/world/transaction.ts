/** One transfer of the native asset; a token is worth one dollar in this world. */
export interface Transaction {
  /** Places in the population. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Dollars, rounded to the millionth. */
  readonly amountUsd: number;
}
