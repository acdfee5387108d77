import { NeuronError } from "../lib/errors.ts";
import { modelTypes, type ModelType } from "../subnets/risk/model-card.ts";
import type { ModelEntry } from "../subnets/risk/models/decisions.ts";
import { cardDifferences } from "../subnets/risk/models/card-differences.ts";
import type { NetworkJobs } from "../subnets/risk/network-jobs.ts";
import { inWorkshop, type Call, type CommandDefinition, type CommandGroup, type Named } from "./command.ts";
import type { Workshop } from "./shell.ts";

const modelOption = ["--model <id>", "name of the model, as `neuron models list` prints it"] as const;

const listCommand: Named<CommandDefinition> = {
  name: "list",
  summary: "list the models, which of them are active, and why",
  run: (call) =>
    inWorkshop(call, async (workshop) => {
      const models = [];
      for (const network of call.config.settings.networks) {
        for (const entry of await (await workshop.jobsOf(network)).models()) {
          call.print(describe(entry));
          models.push({ network, ...brief(entry) });
        }
      }
      return { models };
    }),
};

const showCommand: Named<CommandDefinition> = {
  name: "show",
  summary: "print the card of a model",
  options: [modelOption],
  run: (call) => {
    const modelId = wantedModel(call);
    return inWorkshop(call, async (workshop) => {
      const jobs = await ownerOf(call, workshop, modelId);
      const entry = await jobs.model(modelId);
      call.print(describe(entry));
      call.print(JSON.stringify(entry.card, undefined, 2));
      return { ...brief(entry), card: entry.card };
    });
  },
};

const activateCommand: Named<CommandDefinition> = {
  name: "activate",
  summary: "score with this model from now on",
  options: [modelOption],
  run: (call) => {
    const modelId = wantedModel(call);
    return inWorkshop(call, async (workshop) => {
      const jobs = await ownerOf(call, workshop, modelId);
      const entry = await jobs.activateModel(modelId);
      call.print(describe(entry));
      return brief(entry);
    });
  },
};

const rollbackCommand: Named<CommandDefinition> = {
  name: "rollback",
  summary: "score with the models again that were active before",
  options: [["--type <type>", `one of ${modelTypes.join(", ")}; all without`]],
  run: (call) => {
    const types = wantedTypes(call);
    return inWorkshop(call, async (workshop) => {
      const models = [];
      for (const network of call.config.settings.networks) {
        const jobs = await workshop.jobsOf(network);
        for (const entry of await jobs.rollbackModels(types, call.config.settings.windowDays)) {
          call.print(describe(entry));
          models.push({ network, ...brief(entry) });
        }
      }
      return { models };
    });
  },
};

const diffCommand: Named<CommandDefinition> = {
  name: "diff",
  summary: "print how the cards of two models differ",
  options: [modelOption, ["--with <id>", "name of the other model; the active one of its type without"]],
  run: (call) => {
    const modelId = wantedModel(call);
    return inWorkshop(call, async (workshop) => {
      const jobs = await ownerOf(call, workshop, modelId);
      const entry = await jobs.model(modelId);
      const other = await otherModel(call, jobs, entry);
      const differences = cardDifferences(entry.card, other.card);
      for (const { field, first, second } of differences)
        call.print(`${field}: ${printed(first)} -> ${printed(second)}`);
      return { model: entry.modelId, with: other.modelId, differences };
    });
  },
};

export const modelsCommands: CommandGroup = {
  commands: [listCommand, showCommand, activateCommand, rollbackCommand, diffCommand],
};

/** Returns the jobs of the network that the model is of; throws MODEL_NOT_FOUND when none has it. */
async function ownerOf(
  { config }: Call,
  workshop: Pick<Workshop, "jobsOf">,
  modelId: string,
): Promise<NetworkJobs> {
  for (const network of config.settings.networks) {
    const jobs = await workshop.jobsOf(network);
    const entries = await jobs.models();
    if (entries.some((entry) => entry.modelId === modelId)) return jobs;
  }
  throw new NeuronError("MODEL_NOT_FOUND", `There is no model ${modelId}. Run: neuron models list`, {
    context: { modelId },
  });
}

async function otherModel({ options }: Call, jobs: NetworkJobs, entry: ModelEntry): Promise<ModelEntry> {
  const other = options["with"];
  if (typeof other === "string") return jobs.model(other);
  const active = (await jobs.models()).find(
    ({ modelType, windowDays, status }) =>
      modelType === entry.modelType && windowDays === entry.windowDays && status === "active",
  );
  if (active !== undefined) return active;
  throw new NeuronError("MODEL_NOT_FOUND", `No ${entry.modelType} is active; name one with --with`);
}

function printed(value: unknown): string {
  return value === undefined ? "-" : JSON.stringify(value);
}

function wantedModel({ options }: Call): string {
  const { model } = options;
  if (typeof model === "string") return model;
  throw new NeuronError("USAGE_INVALID", "Name a model with --model. Run: neuron models list");
}

function wantedTypes({ options }: Call): readonly ModelType[] {
  const { type } = options;
  if (type === undefined) return modelTypes;
  const wanted = modelTypes.filter((modelType) => modelType === type);
  if (wanted.length > 0) return wanted;
  throw new NeuronError("USAGE_INVALID", `--type is one of ${modelTypes.join(", ")}, not ${String(type)}`);
}

function describe({ modelId, status, windowDays, reason, card }: ModelEntry): string {
  const grade = card.validation?.grade;
  const graded = typeof grade === "number" ? `, grade ${grade.toFixed(4)}` : "";
  const why = reason === "" ? "" : `\n  ${reason}`;
  return `${modelId}  ${status}, window ${windowDays} days${graded}${why}`;
}

function brief({ modelId, modelType, windowDays, status, reason, decidedBy, championId, card }: ModelEntry) {
  return {
    model_id: modelId,
    model_type: modelType,
    window_days: windowDays,
    status,
    reason,
    decided_by: decidedBy,
    champion_id: championId,
    trained_at: card.trained_at,
    grade: card.validation?.grade ?? null,
  };
}
