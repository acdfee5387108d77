import { setting } from "../setting.ts";
import { decimal, wholeNumber } from "../types.ts";

export const backtestSettings = {
  mostDates: setting({
    type: wholeNumber(1, 1_000),
    default: 60,
    description: "Most dates that a back-test scores, newest first.",
    placeholder: "count",
  }),
  constant: setting({
    type: decimal({ minimum: 0, maximum: 1 }),
    default: 0.15,
    description: "The one score of the constant that models are compared with.",
    placeholder: "score",
  }),
  resamples: setting({
    type: wholeNumber(0, 10_000),
    default: 200,
    description: "Resamples of the addresses that intervals are made of; 0 for no intervals.",
    placeholder: "count",
  }),
  confidence: setting({
    type: decimal({ above: 0, maximum: 0.999 }),
    default: 0.95,
    description: "Share of the resamples that lies within an interval.",
    placeholder: "share",
  }),
  seed: setting({
    type: wholeNumber(0, 2_147_483_647),
    default: 42,
    description: "Seed of the resamples.",
    placeholder: "number",
  }),
};
