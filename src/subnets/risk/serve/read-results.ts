import type { Representation } from "../../../axon/answer/representation.ts";
import { notFound } from "../../../axon/http-error.ts";
import type { ResultKind } from "./result-kind.ts";
import { resolveScope, type RiskApi } from "./risk-api.ts";

/** Which results a caller wants. */
export interface AskedResults {
  readonly network?: string | undefined;
  readonly window_days?: number | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  /** YYYY-MM-DD, or `latest`. */
  readonly date: string;
}

/** Returns the document of a kind of result. Throws 404 when nothing is published for what was asked. */
export async function readResults(
  api: RiskApi,
  kind: ResultKind,
  asked: AskedResults,
): Promise<Representation> {
  const { network, windowDays } = resolveScope(api, asked);
  const publication = api.index.findPublication(network, windowDays, asked.date);
  if (publication === undefined) {
    throw notFound(`No ${kind.rowsField} found for processing_date: ${asked.date}`);
  }
  return api.results.read({ kind, publication, page: { limit: asked.limit, offset: asked.offset } });
}
