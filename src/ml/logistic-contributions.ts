import type { RowContributions } from "./contributions-file.ts";
import type { PlacedLogistic } from "./logistic-model.ts";

/** What is summed up so far: nothing, for a formula by itself. */
export type Contributions = Omit<RowContributions, "models">;

/** Adds, for every row, each term to its column, the intercept to the bias and their sum to the margin. */
export function addLogistic(
  { columns, contributions, margins }: Contributions,
  { intercept, explain, marginOf }: PlacedLogistic,
  features: Float32Array,
): void {
  const add = (values: Float32Array, place: number, value: number) => {
    values[place] = (values[place] ?? NaN) + value;
  };
  for (let row = 0; row < margins.length; row += 1) {
    const [start, first] = [row * columns, row * (columns + 1)];
    for (const { column, contribution } of explain(features, start))
      add(contributions, first + column, contribution);
    add(contributions, first + columns, intercept);
    add(margins, row, marginOf(features, start));
  }
}
