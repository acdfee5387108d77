import { access, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { sha256OfFile } from "../../../lib/files.ts";
import type { ModelFile } from "../../../ml/contract.ts";
import type { ModelCard } from "../model-card.ts";
import { modelCard, type Making } from "./card.ts";
import { decide, isPrior, type Comparison, type Decision } from "./challenge.ts";
import { compare } from "./comparison.ts";
import { ModelDecisions } from "./decisions.ts";
import { judge } from "./judge.ts";
import { chooseLessons } from "./lessons.ts";
import { makeModel } from "./make-model.ts";
import type { ModelDeps } from "./model-deps.ts";
import { modelId as nameModel } from "./model-id.ts";
import { judgeRanking } from "./ranking-judge.ts";
import type { MakingTask, TrainedModel, TrainingTask } from "./training-task.ts";
import { riskLevelCounts, type RiskLevelCounts, type TrainingSettings } from "./training.ts";

/**
 * Makes one model of the recipe's type, writes its file and its card beside it, enters it in the registry, and decides
 * whether it becomes the active one. With too few labels the recipe's named prior takes its place, and its card says
 * so. Whatever fails, the active model stays.
 */
export async function trainModel(
  deps: ModelDeps,
  settings: TrainingSettings,
  task: TrainingTask,
): Promise<TrainedModel> {
  const { recipe, set } = task;
  const lessons = await chooseLessons(deps, settings, task);
  const champion = await deps.registry.findActive(recipe.modelType, set.windowDays);
  const isChampionWhole = champion !== undefined && (await isWhole(champion.file));
  const contender = isChampionWhole ? champion : undefined;
  const { card, making } = await makeRegistered(deps, settings, { ...task, lessons, champion: contender });
  const decision = decide({
    challenger: card,
    champion: champion?.card,
    isChampionWhole,
    comparison: comparisonOf(making, settings, { ...task, champion }),
    margin: settings.championMargin,
    force: task.options.force ?? false,
  });
  await new ModelDecisions(deps).record(card, decision);
  report(deps, card, decision);
  return { card, decision };
}

async function isWhole({ path, sha256 }: ModelFile): Promise<boolean> {
  return (await isThere(path)) && (await sha256OfFile(path)) === sha256;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

type NewModel = Omit<MakingTask, "modelPath">;

/** Makes the model and enters it in the registry, where it is not active yet. */
async function makeRegistered(
  deps: ModelDeps,
  settings: TrainingSettings,
  task: NewModel,
): Promise<{ card: ModelCard; making: Making }> {
  const { recipe, set, lessons } = task;
  const startedAtMs = deps.clock.now();
  const modelId = await freeName(deps, task);
  const modelPath = deps.registry.pathOf(modelId);
  await mkdir(dirname(modelPath), { recursive: true });
  const making = await makeModel(deps, settings, { ...task, modelPath });
  const times = { startedAtMs, finishedAtMs: deps.clock.now() };
  const riskLevels = await countRiskLevels(deps, task);
  const card = modelCard({ modelId, ...times, recipe, set, labels: lessons.counts, riskLevels }, making);
  await deps.registry.register(card, isFormula(making) ? "logistic" : "xgboost");
  return { card, making };
}

/** Whether the file holds no trees. */
function isFormula(making: Making): boolean {
  return making.kind === "baseline" && making.trees === undefined;
}

/** A name says when training began, to the second: one that is taken is not taken again. */
async function freeName({ clock, registry }: ModelDeps, { recipe, set }: TrainingTask): Promise<string> {
  for (let time = clock.now(); ; time += 1000) {
    const name = nameModel(recipe.modelType, set.network, new Date(time));
    if (!(await isThere(registry.pathOf(name)))) return name;
  }
}

async function countRiskLevels(
  { database }: ModelDeps,
  { recipe, set, signal }: TrainingTask,
): Promise<RiskLevelCounts> {
  const params = { batches: set.batchIds };
  const [counts] = await database.rows(riskLevelCounts, recipe.riskLevels, { params, signal });
  if (counts === undefined) throw new Error("An aggregate answers one row");
  return counts;
}

function comparisonOf(
  making: Making,
  { grading }: TrainingSettings,
  { recipe, champion }: Pick<NewModel, "recipe" | "champion">,
): Comparison | undefined {
  if (champion === undefined || making.kind === "baseline") return undefined;
  const { rows, scores, judgement } = making.validation;
  return compare({
    champion: champion.card,
    rows,
    scores,
    judgement,
    judge: (picked, given) =>
      recipe.objective === "rank:ndcg" ? judgeRanking(picked, given) : judge(picked, given, grading),
    horizonDays: grading.evolution.days,
  });
}

function report({ logger }: ModelDeps, card: ModelCard, { action, reason }: Decision): void {
  const facts = { model: card.model_id, action, reason };
  if (isPrior(card)) {
    const prior = { prior: card.algorithm, missing: card.baseline_reason };
    logger.warn("Too few labels, a prior stands in", { ...facts, ...prior });
  } else if (action === "refused") logger.warn("Model trained but not activated", facts);
  else logger.info("Model trained", { ...facts, ...card.performance });
}
