import { z } from "zod";
import type { Database } from "../../../store/database.ts";
import type { EvolutionLabelRules, LabelWeights } from "./label-rules.ts";
import { getCurrentImports, type CurrentImport } from "./label-store.ts";
import { trainingLabelsBy } from "./training-labels.ts";

/** What there is to learn from. */
export interface LabelStatistics {
  /** What alerts teach, by source and, for evolution, pattern. */
  readonly taught: readonly TaughtAlerts[];
  /** The operator's own sources, whether any alert needs them or not. */
  readonly imports: readonly CurrentImport[];
}

const taughtRow = z.object({
  source: z.string(),
  pattern: z.string(),
  alerts: z.number(),
  positive: z.number(),
  addresses: z.number(),
  batches: z.number(),
});

export type TaughtAlerts = z.infer<typeof taughtRow>;

/** How evolution is judged and what labels weigh. */
export interface LabelSettings {
  readonly rules: EvolutionLabelRules;
  readonly weights: LabelWeights;
}

/** Returns what the alerts of these batches teach as of a date (YYYY-MM-DD), and which labels were imported. */
export async function labelStatistics(
  database: Database,
  { rules, weights }: LabelSettings,
  { batchIds, until }: { readonly batchIds: readonly string[]; readonly until: string },
): Promise<LabelStatistics> {
  const sql = `
SELECT source, pattern, count() AS alerts, countIf(label > 0.5) AS positive, uniqExact(address) AS addresses,
  uniqExact(batch_id) AS batches
FROM (${trainingLabelsBy(rules, weights)})
GROUP BY source, pattern
ORDER BY source, pattern`;
  const params = { batches: batchIds, labels_until: until };
  return {
    taught: await database.rows(taughtRow, sql, { params }),
    imports: await getCurrentImports(database),
  };
}
