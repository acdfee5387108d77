import { join } from "node:path";
import { elapsedMs } from "../../../lib/clock.ts";
import { NeuronError } from "../../../lib/errors.ts";
import { withScratch } from "../../../lib/scratch.ts";
import { alertSchema } from "../features/alert-features.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ScoringRun } from "../scoring-run.ts";
import type { ScorerOrder } from "./order.ts";
import { saveFeatures } from "./save-features.ts";
import { runScorerProcess, type ScorerEnd, type ScorerStart } from "./scorer-process.ts";
import type { FeatureFormat, OwnScorer } from "./settings.ts";
import { maxAnswerBytes, takeAnswer } from "./take-answer.ts";

export type OwnScoringDeps = Pick<JobDeps, "database" | "clock" | "logger" | "scratchDirectory">;

export interface OwnScoring {
  readonly run: ScoringRun;
  readonly scorer: OwnScorer;
  readonly signal: AbortSignal;
}

/** Rows scored, or ranked, and how long that took, in milliseconds. */
export interface Scored {
  readonly rows: number;
  readonly latencyMs: number;
}

const rankAsScored = `
INSERT INTO alert_rankings (publication_id, processing_date, window_days, model_version, alert_id, rank, score)
SELECT publication_id, processing_date, window_days, model_version, alert_id,
  row_number() OVER (ORDER BY score DESC, alert_id), score
FROM alert_scores WHERE publication_id = {publication:String}`;

/**
 * Has the operator's own scorer score the alerts of a run and ranks them by its scores, unseen by readers. Throws
 * SCORER_FAILED for whatever becomes of the scorer and whatever is wrong with its answer, and leaves nothing then;
 * CANCELLED; and the errors of the store.
 */
export async function scoreByOwn(
  deps: OwnScoringDeps,
  work: OwnScoring,
): Promise<{ scores: Scored; rankings: Scored }> {
  const { database, clock, scratchDirectory } = deps;
  const { run, scorer, signal } = work;
  const startedAt = clock.now();
  const latencyMs = () => elapsedMs(clock, startedAt);
  await withScratch(scratchDirectory, async (directory) => {
    const format = scorer.program.kind === "module" ? "parquet" : scorer.featureFormat;
    const files = { features: join(directory, `features.${format}`), answer: join(directory, "scores") };
    await saveFeatures(database, { batchId: run.batchId, path: files.features, format, signal });
    await runScorer(deps, work, { ...files, format });
    const perAlert = latencyMs() / Math.max(1, run.inputs.alerts);
    const { modelVersion } = scorer;
    await takeAnswer(database, { run, path: files.answer, modelVersion, latencyMs: perAlert, signal });
  });
  const scores = { rows: run.inputs.alerts, latencyMs: latencyMs() };
  await database.command(rankAsScored, { params: { publication: run.publicationId }, signal });
  return { scores, rankings: { rows: run.inputs.alerts, latencyMs: latencyMs() } };
}

interface ScorerFiles {
  readonly features: string;
  readonly answer: string;
  readonly format: FeatureFormat;
}

async function runScorer(
  { logger }: Pick<OwnScoringDeps, "logger">,
  { run, scorer, signal }: OwnScoring,
  files: ScorerFiles,
): Promise<void> {
  const { timeoutMs } = scorer;
  const environment = { ...scorer.environment, ...batchVariables(run) };
  const end = await runScorerProcess(startOf(run, scorer, files), { environment, timeoutMs, signal });
  if (end.kind === "ended" && end.exitCode === 0) {
    logger.debug("Own scorer has ended", { model: scorer.modelVersion, output: end.output });
    return;
  }
  throw failureOf(end, scorer);
}

function batchVariables({ key }: ScoringRun): Readonly<Record<string, string>> {
  return {
    RISK_NETWORK: key.network,
    RISK_PROCESSING_DATE: key.processingDate,
    RISK_WINDOW_DAYS: String(key.windowDays),
  };
}

function startOf(run: ScoringRun, { program }: OwnScorer, files: ScorerFiles): ScorerStart {
  if (program.kind === "command") {
    return { file: program.file, args: [...program.args, files.features, files.answer] };
  }
  const { network, processingDate, windowDays } = run.key;
  const order: ScorerOrder = {
    program,
    network,
    processingDate,
    windowDays,
    featuresPath: files.features,
    featureFormat: files.format,
    featureNames: [...alertSchema.names],
    answerPath: files.answer,
    maxAnswerBytes: maxAnswerBytes(run.inputs.alerts),
  };
  return { order };
}

function failureOf(end: ScorerEnd, { modelVersion, timeoutMs }: OwnScorer): NeuronError {
  switch (end.kind) {
    case "cancelled":
      return new NeuronError("CANCELLED", "Scoring was cancelled");
    case "timedOut":
      return failed(`it was stopped after its time limit of ${timeoutMs} ms`);
    case "notStarted":
      return failed(`it cannot be started: ${end.reason}`);
    case "ended": {
      const how = end.signal === null ? `with exit code ${String(end.exitCode)}` : `by ${end.signal}`;
      return failed(`it ended ${how}${lastLine(end.output)}`, { output: end.output });
    }
  }
  function failed(what: string, context: Readonly<Record<string, unknown>> = {}): NeuronError {
    return new NeuronError("SCORER_FAILED", `The scorer ${modelVersion} failed: ${what}`, { context });
  }
}

const longestLineCharacters = 300;

function lastLine(output: string): string {
  const line = output.split("\n").at(-1)?.trim().slice(0, longestLineCharacters) ?? "";
  return line === "" ? "" : `: ${line}`;
}
