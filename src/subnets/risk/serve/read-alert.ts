import { z } from "zod";
import { notFound } from "../../../axon/http-error.ts";
import { NeuronError } from "../../../lib/errors.ts";
import { describeLack } from "../explanations.ts";
import type { Publication } from "../publication.ts";
import type { alertScoreBody } from "./bodies/results.ts";
import { explainedRow } from "./explained-rows.ts";
import { resolveScope, type RiskApi } from "./risk-api.ts";

/** Which alert a caller wants. */
export interface AskedAlert {
  readonly network?: string | undefined;
  readonly window_days?: number | undefined;
  /** YYYY-MM-DD, or `latest`. */
  readonly date: string;
  readonly alertId: string;
}

const row = z.object({
  alert_id: z.string(),
  score: z.number(),
  latency_ms: z.number(),
  explain_json: z.string(),
});

/**
 * Returns the score of one alert with its explanation, or with the reason why it has none. Throws 404 when nothing is
 * published for what was asked or the alert is not in it, and STORE_UNAVAILABLE when the database is away.
 */
export async function readAlert(api: RiskApi, asked: AskedAlert): Promise<z.infer<typeof alertScoreBody>> {
  const publication = findPublication(api, asked);
  return (await findAlert(api, publication, asked.alertId)) ?? readInSuccessor(api, publication, asked);
}

/** The publication may have been replaced and cleared away since the index was read. */
async function readInSuccessor(api: RiskApi, { publicationId }: Publication, asked: AskedAlert) {
  await api.index.refresh();
  const current = findPublication(api, asked);
  const found =
    current.publicationId === publicationId ? undefined : await findAlert(api, current, asked.alertId);
  if (found !== undefined) return found;
  throw notFound(`No alert found for alert_id: ${asked.alertId} of processing_date: ${asked.date}`);
}

function findPublication(api: RiskApi, asked: AskedAlert): Publication {
  const { network, windowDays } = resolveScope(api, asked);
  const publication = api.index.findPublication(network, windowDays, asked.date);
  if (publication === undefined) throw notFound(`No scores found for processing_date: ${asked.date}`);
  return publication;
}

async function findAlert(
  { databases }: RiskApi,
  { network, publicationId, processingDate, versions, explanations }: Publication,
  alertId: string,
): Promise<z.infer<typeof alertScoreBody> | undefined> {
  const database = databases.get(network);
  if (database === undefined) throw new NeuronError("INTERNAL", `No database is open for network ${network}`);
  const found = await database.findRow(row, explainedRow, { params: { publicationId, alertId } });
  if (found === undefined) return undefined;
  return {
    processing_date: processingDate,
    model_version: versions.scores,
    ...found,
    unexplained_reason: found.explain_json === "" ? (describeLack(explanations) ?? null) : null,
  };
}
