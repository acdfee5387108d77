import { z } from "zod";
import type { Database } from "../../../store/database.ts";
import type { ModelCard } from "../model-card.ts";
import { populationStability, stabilityByChance } from "../models/drift.ts";
import type { ScoringRun } from "../scoring-run.ts";

const binRow = z.object({ bin: z.number(), alerts: z.number() });

/** The bin of a model's score is the number of edges that it is not below. */
const scoresByBin = `
SELECT arrayCount(edge -> model_score >= toFloat64(edge), {edges:Array(String)}) AS bin, count() AS alerts
FROM alert_scores
WHERE publication_id = {publication:String}
GROUP BY bin`;

/** How far a run's alert scores are from those of the newest batch when the model was trained. */
export interface Drift {
  /** The population stability index. */
  readonly stability: number;
  /** What it would be on average if nothing had changed, for as many alerts. */
  readonly byChance: number;
}

/**
 * Returns the drift of a run's alert scores; undefined where the model's card has nothing to compare them with, and for
 * a batch older than the model's newest: it has learned from that one, whose scores are like no others.
 */
export async function measureDrift(
  database: Pick<Database, "rows">,
  { publicationId, key }: Pick<ScoringRun, "publicationId" | "key">,
  { score_distribution, training_data }: ModelCard,
): Promise<Drift | undefined> {
  if (score_distribution === undefined || key.processingDate < training_data.end_date) return undefined;
  const params = { publication: publicationId, edges: score_distribution.edges.map(String) };
  const rows = await database.rows(binRow, scoresByBin, { params });
  const counts = score_distribution.shares.map((_, bin) => rows.find((row) => row.bin === bin)?.alerts ?? 0);
  const alerts = counts.reduce((sum, count) => sum + count, 0);
  return {
    stability: populationStability(score_distribution, counts),
    byChance: stabilityByChance(score_distribution, alerts),
  };
}
