import { z } from "zod";
import { isProcessingDate } from "../batch.ts";
import { modelTypes } from "../model-card.ts";

const longestWindowDays = 3_650;
const mostPageRows = 1_000_000;
const furthestOffset = 1_000_000_000;
const longestAlertId = 1_000;

/** Looks for a whole number in text; anything else is left for the schema to refuse. */
function readInteger(text: unknown): unknown {
  return typeof text === "string" && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function boundedInteger(least: number, most: number, description: string) {
  const integer = z
    .int("Input should be a valid integer")
    .min(least, `Input should be greater than or equal to ${least}`)
    .max(most, `Input should be less than or equal to ${most}`);
  return z.preprocess(readInteger, integer).optional().describe(description);
}

const networkName = z.string("Input should be a valid string").meta({ examples: ["torus"] });

export const networkPath = networkName.describe("Network identifier");

export const datePath = z
  .string()
  .refine(isProcessingDate, "Invalid date format. Use YYYY-MM-DD")
  .meta({ format: "date", examples: ["2025-10-30"] })
  .describe("Date in YYYY-MM-DD format");

export const modelTypePath = z
  .enum(modelTypes, `Input should be ${modelTypes.map((type) => `'${type}'`).join(", ")}`)
  .describe("Type of the model.");

/** What most endpoints can be asked about. */
export const windowQuery = z.object({
  window_days: boundedInteger(
    1,
    longestWindowDays,
    "Days that the batch looks back on; the miner's own by default",
  ),
});

export const scopeQuery = windowQuery.extend({
  network: networkName.optional().describe("Required when the miner serves several networks"),
});

export const pageQuery = windowQuery.extend({
  limit: boundedInteger(1, mostPageRows, "At most so many rows; all by default"),
  offset: boundedInteger(0, furthestOffset, "Leave out so many rows at the start"),
});

export const scopedPageQuery = scopeQuery.extend(pageQuery.shape);

export const alertIdPath = z
  .string()
  .max(longestAlertId)
  .meta({ examples: ["0f9b6c1e-6f0b-5d0e-9d5c-2f1f3f1c7a11"] })
  .describe("Identifier of the alert");

/** Text that means yes or no, as the language of most callers spells it too. */
const yesOrNo = z
  .enum(["true", "false", "1", "0", "True", "False"], "Input should be true or false")
  .transform((text) => text.toLowerCase() === "true" || text === "1");

/** What only alert scores can be asked for. */
export const explainQuery = z.object({
  explain: yesOrNo.optional().describe("Give each alert's explain_json too, true or false; false by default"),
});
