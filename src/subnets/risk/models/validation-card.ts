import type { Calibration } from "../../../ml/calibration.ts";
import type { ModelCard } from "../model-card.ts";
import { isoDate } from "../days.ts";
import type { ModelRecipe } from "./recipe.ts";
import type { SearchSummary } from "./search.ts";
import type { Validation } from "./validation.ts";

type ValidationPart = Pick<ModelCard, "validation" | "calibration" | "monotone_constraints">;

/** Returns what the card of a trained model says of how it was validated. */
export function validationCard(
  { constraints }: ModelRecipe,
  { result, judgement, calibration }: Validation,
  search: SearchSummary | undefined,
): ValidationPart {
  return {
    validation: {
      kind: result.kind,
      folds: result.folds.map(({ date, group, trainRows, heldOutRows, bestRounds }) => ({
        date: date === undefined ? null : isoDate(date),
        group,
        train_rows: trainRows,
        held_out_rows: heldOutRows,
        best_rounds: bestRounds ?? null,
      })),
      grade: Number.isNaN(judgement.grade) ? null : judgement.grade,
      grade_by_date: Object.fromEntries(
        [...judgement.gradeByDate].map(([date, grade]) => [isoDate(date), grade]),
      ),
      pr_auc: judgement.prAuc ?? null,
      brier: judgement.brier ?? null,
      calibration_error: judgement.calibrationError ?? null,
      search: search === undefined ? null : { trials: search.trials, best_trial: search.bestTrial },
    },
    calibration:
      calibration === undefined
        ? null
        : {
            method: calibration.curve.method,
            moves_out_of_gap: calibration.ranges !== undefined,
            second_model_from: calibration.second?.from ?? null,
            second_model: calibration.second === undefined ? null : secondModelText(calibration.second),
          },
    monotone_constraints: constraints,
  };
}

function secondModelText({ from, low, high }: NonNullable<Calibration["second"]>): string {
  return [
    `A second model foretells whether an address neither stays benign nor goes dormant.`,
    `Where it says so with ${from} or more, a lower score is raised to between ${low} and ${high}, which is what`,
    "is expected of an address that evolves ambiguously. Such a score is no probability that the address expands.",
  ].join(" ");
}
