import { setting } from "../setting.ts";
import { decimal, text, wholeNumber } from "../types.ts";

const share = decimal({ above: 0, maximum: 1 });
const minutes = wholeNumber(1, 1_440);

export const trainingSettings = {
  rounds: setting({
    type: wholeNumber(1, 10_000),
    default: 500,
    description: "Most trees of a model.",
    placeholder: "count",
  }),
  maxDepth: setting({
    type: wholeNumber(1, 16),
    default: 4,
    description: "Greatest depth of a tree.",
    placeholder: "levels",
  }),
  eta: setting({
    type: share,
    default: 0.02,
    description: "Learning rate.",
    placeholder: "rate",
  }),
  subsample: setting({
    type: share,
    default: 0.7,
    description: "Share of the rows that each tree sees.",
    placeholder: "share",
  }),
  colsampleBytree: setting({
    type: share,
    default: 0.1,
    description: "Share of the features that each tree sees.",
    placeholder: "share",
  }),
  minChildWeight: setting({
    type: decimal({ minimum: 0, maximum: 1_000_000 }),
    default: 1,
    description: "Least sum of instance weight in a leaf.",
    placeholder: "weight",
  }),
  lambda: setting({
    type: decimal({ minimum: 0, maximum: 1_000_000 }),
    default: 1,
    description: "L2 regularisation of the leaf weights.",
    placeholder: "strength",
  }),
  earlyStoppingRounds: setting({
    type: wholeNumber(1, 10_000),
    default: 60,
    description: "Trees without a better validation metric after which training stops.",
    placeholder: "count",
  }),
  positiveWeight: setting({
    type: decimal({ above: 0, maximum: 1_000 }),
    default: 1,
    description: "Weight of a positive row against a negative one; scores are calibrated whatever it is.",
    placeholder: "weight",
  }),
  foldDates: setting({
    type: wholeNumber(1, 100),
    default: 3,
    description:
      "Most dates that are held out to validate, newest first, each scored by what was known before it.",
    placeholder: "count",
  }),
  addressGroups: setting({
    type: wholeNumber(2, 20),
    default: 4,
    description: "Groups of addresses, each held out by itself on every held-out date.",
    placeholder: "count",
  }),
  championMargin: setting({
    type: decimal({ minimum: 0, maximum: 1 }),
    default: 0.01,
    description: "How much worse than the active model a new one may be graded and still replace it.",
    placeholder: "grade",
  }),
  minimumPerClass: setting({
    type: wholeNumber(1, 1_000_000),
    default: 10,
    description: "Least labelled rows of each class; with fewer, a prior model is used.",
    placeholder: "rows",
  }),
  hindsightRows: setting({
    type: wholeNumber(0, 1_000_000),
    default: 20_000,
    description:
      "About how many rows are learned from what the newest batch's flows tell of earlier days; 0 is none.",
    placeholder: "rows",
  }),
  seed: setting({
    type: wholeNumber(0, 2_147_483_647),
    default: 42,
    description: "Seed of everything random in training.",
    placeholder: "number",
  }),
  threads: setting({
    type: wholeNumber(1, 64),
    default: 1,
    description: "Threads of training and prediction.",
    placeholder: "count",
  }),
  timeoutMinutes: setting({
    type: minutes,
    default: 60,
    description: "Longest that training one model may take, in minutes.",
    placeholder: "minutes",
  }),
};

export const scoringSettings = {
  timeoutMinutes: setting({
    type: minutes,
    default: 10,
    description: "Longest that one model may take to score a batch, in minutes.",
    placeholder: "minutes",
  }),
  driftWarning: setting({
    type: decimal({ above: 0, maximum: 100 }),
    default: 0.25,
    description:
      "Drift of a batch's scores from those at the model's training, beyond chance, that is warned of (PSI).",
    placeholder: "index",
  }),
  explainAlerts: setting({
    type: wholeNumber(0, 100_000),
    default: 1_000,
    description:
      "Alerts of a batch that are explained, the highest-scored first; about a millisecond each before publication.",
    placeholder: "count",
  }),
  labelLift: setting({
    type: decimal({ minimum: 0, maximum: 0.9 }),
    default: 0.05,
    description:
      "How far a score is raised whose address the source labels as risky, as a share of the way to the end of the benign range.",
    placeholder: "share",
  }),
  labelDrop: setting({
    type: decimal({ minimum: 0, maximum: 0.99 }),
    default: 0.7,
    description:
      "How far the score of an address labelled as harmless is lowered, as a share of the way to 0; further if it was raised.",
    placeholder: "share",
  }),
};

export const xgboostSettings = {
  library: setting({
    type: text().min(1, { error: "must name a file" }).optional(),
    default: undefined,
    description: "The XGBoost library, where it is not libxgboost.so.0 on the system's path.",
    placeholder: "path",
    environment: ["XGBOOST_LIBRARY"],
  }),
};
