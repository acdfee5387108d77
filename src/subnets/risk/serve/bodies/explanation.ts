import { z } from "zod";

const logOdds = z.number().describe("In the model's margin: log-odds, or what comes before a calibration");

/** What `explain_json` holds. */
export const explanationBody = z.object({
  sentence: z.string(),
  contributions: z
    .array(
      z.object({
        feature: z.string(),
        value: z.number().nullable().describe("As it stands in the feature row; null where it is missing"),
        unit: z.string(),
        contribution: logOdds,
      }),
    )
    .describe("Exact SHAP values, the greatest first"),
  others: logOdds.describe("Of all features that are not listed"),
  base: logOdds.describe("Of no feature at all"),
  margin: logOdds.describe("The sum of base, contributions and others, from which the score is made"),
  set_by: z
    .enum(["model", "second model"])
    .describe("The second model may raise a score, see the model's card"),
});

export type Explanation = z.infer<typeof explanationBody>;
