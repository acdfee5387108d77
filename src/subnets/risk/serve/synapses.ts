import { z } from "zod";
import { defineSynapse } from "../../../protocol/synapse/declaration.ts";
import { isProcessingDate } from "../batch.ts";
import { pageQuery } from "./parameters.ts";

/** The answer, as the REST API has it. */
const result = z.record(z.string(), z.unknown()).nullish();

/** What a validator may ask about, all of it in the signed hash in this order, and what it is answered. */
const resultFields = z.object({
  network: z.string().nullish(),
  processing_date: z
    .string()
    .refine((text) => text === "latest" || isProcessingDate(text), "Use YYYY-MM-DD, or latest")
    .nullish(),
  window_days: integerLike("window_days"),
  limit: integerLike("limit"),
  offset: integerLike("offset"),
  result,
});

export type ResultFields = z.output<typeof resultFields>;

/** The bounds are those of the query of the same name. */
function integerLike(name: keyof typeof pageQuery.shape) {
  return z
    .int()
    .refine((value) => pageQuery.shape[name].safeParse(value).success, "Out of range")
    .nullish();
}

const hashFields = ["network", "processing_date", "window_days", "limit", "offset"] as const;

function declare(name: string) {
  return defineSynapse({ name, fields: resultFields, hashFields });
}

/**
 * The classes with which validators of SDK 7.2 to 10 ask for results. In Python each is
 *
 *     class AlertScores(bittensor.Synapse):
 *         network: Optional[str] = None
 *         processing_date: Optional[str] = None
 *         window_days: Optional[int] = None
 *         limit: Optional[int] = None
 *         offset: Optional[int] = None
 *         result: Optional[dict] = None
 *         required_hash_fields: ClassVar[tuple] = ("network", "processing_date", "window_days", "limit", "offset")
 */
export const resultSynapses = {
  AlertScores: declare("AlertScores"),
  AlertRankings: declare("AlertRankings"),
  ClusterScores: declare("ClusterScores"),
};

/** Asks what a miner serves. */
export const minerStatusSynapse = defineSynapse({
  name: "MinerStatus",
  fields: z.object({ window_days: integerLike("window_days"), result }),
  hashFields: ["window_days"],
});
