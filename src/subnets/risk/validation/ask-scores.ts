import { z } from "zod";
import type { Dendrite } from "../../../dendrite/dendrite.ts";
import type { Outcome } from "../../../dendrite/outcome.ts";
import type { Target } from "../../../dendrite/target.ts";
import type { SchemeName } from "../../../protocol/scheme.ts";
import { describeBatch, type BatchKey } from "../batch.ts";
import { resultSynapses } from "../serve/synapses.ts";
import { explainOutcome, explainSignature, type AskFailure } from "./ask-failure.ts";
import type { Submission } from "../grading/submission.ts";

/** Which scores are asked for, of whom, and for how long. */
export interface ScoresQuestion {
  readonly target: Target & { readonly hotkey: string };
  readonly batch: BatchKey;
  /** As the dendrite signs: `synapse` posts AlertScores, the others ask the REST API. */
  readonly scheme: SchemeName;
  /** For each of the two requests. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a miner says and stands by with its signature, or why nothing can be held against or for it. */
export type ScoresReply =
  | {
      readonly kind: "answered";
      readonly submission: Submission;
      /** By the miner's clock. */
      readonly signedAtMs: number;
      readonly durationMs: number;
      readonly bytes: number;
    }
  | ({ readonly kind: "failed" } & AskFailure);

/**
 * Asks a miner for its alert scores of a batch and for the repository of its model, both signed. Nothing that a miner
 * does is thrown. Throws CANCELLED when the signal fires, ADDRESS_REFUSED for a target that cannot be asked.
 */
export async function askScores(
  dendrite: Pick<Dendrite, "request" | "call">,
  question: ScoresQuestion,
): Promise<ScoresReply> {
  const scores = await askSigned(() => askDocument(dendrite, question), question.target);
  if (scores.kind === "failed") return scores;
  const read = scoresDocument.safeParse(scores.document);
  if (!read.success) return unreadable("its scores have another form");
  const { processing_date: date, model_version: modelVersion, scores: rows } = read.data;
  if (date !== question.batch.processingDate) {
    return failed("wrong_date", `it answers for ${date} and not for ${describeBatch(question.batch)}`);
  }
  const source = await askSource(dendrite, question);
  if (typeof source !== "string") return source;
  return {
    kind: "answered",
    submission: {
      alertIds: rows.map(({ alert_id }) => alert_id),
      scores: Float64Array.from(rows, ({ score }) => score),
      modelVersion,
      modelGithubUrl: source,
    },
    signedAtMs: scores.signedAtMs,
    durationMs: scores.durationMs,
    bytes: scores.bytes,
  };
}

/** Longer than any name of a model. */
const mostNameCharacters = 200;
const name = z.string().max(mostNameCharacters);

/** A score that is no number becomes NaN, which the integrity gate finds: the rest of the answer is still read. */
const score = z.unknown().transform((value) => (typeof value === "number" ? value : NaN));

const scoresDocument = z.object({
  processing_date: name,
  model_version: name,
  scores: z.array(z.object({ alert_id: name, score })),
});

const versionDocument = z.object({ github_url: z.string().max(2_000) });

interface SignedDocument {
  readonly kind: "document";
  readonly document: unknown;
  readonly signedAtMs: number;
  readonly durationMs: number;
  readonly bytes: number;
}

type Failure = Extract<ScoresReply, { kind: "failed" }>;

/** An outcome and what its body says, the way its protocol wraps it. */
interface Told {
  readonly outcome: Outcome;
  readonly document: () => unknown;
}

/** Where the source of the model is; empty where the miner does not say. */
async function askSource(
  dendrite: Pick<Dendrite, "request">,
  question: ScoresQuestion,
): Promise<string | Failure> {
  const { network, windowDays } = question.batch;
  const path = `/version?network=${encodeURIComponent(network)}&window_days=${windowDays}`;
  const version = await askSigned(() => get(dendrite, question, path), question.target);
  if (version.kind === "failed") return version;
  const read = versionDocument.safeParse(version.document);
  return read.success ? read.data.github_url : unreadable("its /version has another form");
}

async function askSigned(
  ask: () => Promise<Told>,
  { hotkey }: ScoresQuestion["target"],
): Promise<SignedDocument | Failure> {
  const { outcome, document } = await ask();
  if (outcome.kind !== "answered") return { kind: "failed", ...explainOutcome(outcome) };
  const { signature, durationMs, body } = outcome;
  if (signature.outcome !== "valid") return { kind: "failed", ...explainSignature(signature, hotkey) };
  try {
    const { signedAtMs } = signature;
    return { kind: "document", document: document(), signedAtMs, durationMs, bytes: body.length };
  } catch (error) {
    // JSON.parse throws nothing else, and the miner's text is not worth repeating.
    if (error instanceof SyntaxError) return unreadable("it is no JSON");
    throw error;
  }
}

function askDocument(dendrite: Pick<Dendrite, "request" | "call">, question: ScoresQuestion): Promise<Told> {
  if (question.scheme === "synapse") return post(dendrite, question);
  const { network, processingDate, windowDays } = question.batch;
  const path = `/scores/alerts/${encodeURIComponent(network)}/${processingDate}?window_days=${windowDays}`;
  return get(dendrite, question, path);
}

async function get(
  dendrite: Pick<Dendrite, "request">,
  { target, timeoutMs, signal }: ScoresQuestion,
  path: string,
): Promise<Told> {
  const outcome = await dendrite.request({ target, method: "GET", path, timeoutMs, signal });
  const body = "body" in outcome ? outcome.body : Buffer.alloc(0);
  return { outcome, document: () => JSON.parse(body.toString("utf8")) as unknown };
}

async function post(
  dendrite: Pick<Dendrite, "call">,
  { target, batch, timeoutMs, signal }: ScoresQuestion,
): Promise<Told> {
  const { host: ip, port, hotkey } = target;
  const outcome = await dendrite.call({
    synapse: resultSynapses.AlertScores,
    target: { ...target, host: ip, port, hotkey },
    fields: {
      network: batch.network,
      processing_date: batch.processingDate,
      window_days: batch.windowDays,
    },
    timeoutMs,
    signal,
  });
  return { outcome, document: () => (outcome.kind === "answered" ? outcome.output.result : undefined) };
}

function unreadable(reason: string): Failure {
  return failed("unreadable", reason);
}

function failed(failure: AskFailure["failure"], reason: string): Failure {
  return { kind: "failed", failure, reason };
}
