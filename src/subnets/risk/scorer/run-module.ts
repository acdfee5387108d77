import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import { featureRows } from "./feature-rows.ts";
import { bounded } from "./bounded.ts";
import type { ScorerOrder } from "./order.ts";
import type { AlertScore, RiskScorer } from "./risk-scorer.ts";

const chunkCharacters = 65_536;

const alertScore: z.ZodType<AlertScore> = z.object({ alertId: z.string(), score: z.number().or(z.nan()) });

/** Has a module score the batch of an order and writes what it yields as CSV. Throws what the module throws. */
export async function runModule(modulePath: string, order: ScorerOrder): Promise<void> {
  const { network, processingDate, windowDays, featuresPath, featureNames, answerPath } = order;
  const scorer = await loadScorer(modulePath);
  const rows = () => featureRows(featuresPath);
  const scores = scorer.score({ network, processingDate, windowDays, featuresPath, featureNames, rows });
  await pipeline(csvOf(scores), bounded(order.maxAnswerBytes), createWriteStream(answerPath));
}

/** Throws SCORER_FAILED when the module does not export a scorer. */
async function loadScorer(path: string): Promise<RiskScorer> {
  const module = z.record(z.string(), z.unknown()).parse(await import(pathToFileURL(path).href));
  const scorer = module["scorer"];
  if (isScorer(scorer)) return scorer;
  const exported = Object.keys(module).join(", ") || "nothing";
  throw new NeuronError(
    "SCORER_FAILED",
    `The module does not export \`scorer\`, an object with a function \`score\`; it exports ${exported}`,
  );
}

function isScorer(value: unknown): value is RiskScorer {
  return typeof value === "object" && value !== null && "score" in value && typeof value.score === "function";
}

function asAlertScore(said: unknown): AlertScore {
  const parsed = alertScore.safeParse(said);
  if (parsed.success) return parsed.data;
  const message = `The scorer yields what is no { alertId, score }: ${z.prettifyError(parsed.error)}`;
  throw new NeuronError("SCORER_FAILED", message);
}

async function* csvOf(scores: AsyncIterable<unknown>): AsyncGenerator<string> {
  let chunk = "alert_id,score\n";
  for await (const said of scores) {
    const { alertId, score } = asAlertScore(said);
    chunk += `"${alertId.replaceAll('"', '""')}",${String(score)}\n`;
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
