import { expect } from "chai";
import { z } from "zod";
import { createIngestedNetwork, type TestNetwork } from "../../support/risk-network.ts";
import { run, type ProgramRun } from "../../support/shell.ts";

const types = ["alert_scorer", "alert_ranker", "cluster_scorer"];

const trained = z.object({
  models: z.array(
    z.object({
      model_id: z.string(),
      model_type: z.string(),
      validation: z.object({ search: z.object({ trials: z.number() }).nullable() }).optional(),
      decision: z.object({ action: z.string(), decided_by: z.string(), reason: z.string() }),
    }),
  ),
});

type Trained = z.infer<typeof trained>["models"][number];

const entry = z.object({
  model_id: z.string(),
  model_type: z.string(),
  status: z.string(),
  reason: z.string(),
});
const listed = z.object({ models: z.array(entry) });

describe("models from the command line", function () {
  this.timeout(180_000);
  let torus: TestNetwork;
  let first: string[];
  let forced: Trained[];
  let second: string[];
  before(async () => {
    torus = await createIngestedNetwork();
    first = idsOf(trainedIn(await neuron(torus, ["train"])));
    forced = trainedIn(await neuron(torus, ["train", "--force"]));
    second = idsOf(forced);
  });
  after(() => torus.dispose());

  describe("neuron train", () => {
    it("trains every type, and says that force decided", () => {
      expect(forced.map(({ model_type }) => model_type)).to.deep.equal(types);
      expect(forced.every(({ decision }) => decision.decided_by === "force")).to.equal(true);
    });

    it("searches within a budget, and shows how many trials it took", async () => {
      const [scorer, ranker] = trainedIn(await neuron(torus, ["train", "--budget", "1s"]));
      expect(scorer?.validation?.search?.trials).to.be.greaterThan(0);
      expect(ranker?.validation?.search).to.equal(null);
    });

    it("refuses a budget that is no time", async () => {
      const { exitCode, stderr } = await neuron(torus, ["train", "--budget", "soon"]);
      expect(exitCode).to.equal(64);
      expect(stderr).to.include("--budget");
    });
  });

  describe("neuron models", () => {
    it("lists every model with its state and why it has it", async () => {
      const { models } = listed.parse(json(await neuron(torus, ["models", "list"])));
      expect(models.filter(({ status }) => status === "active").length).to.equal(types.length);
      expect(models.map(({ model_id }) => model_id)).to.include.members([...first, ...second]);
      expect(models.every(({ reason }) => reason.length > 0)).to.equal(true);
    });

    it("prints each model on a line of its own without --json", async () => {
      const { stdout } = await neuron(torus, ["models", "list"], []);
      for (const id of [...first, ...second])
        expect(stdout).to.match(new RegExp(`^${id}  (active|retired)`, "m"));
    });

    it("shows the card of a model", async () => {
      const shown = z.object({ card: z.object({ model_id: z.string() }) });
      const { card } = shown.parse(json(await neuron(torus, ["models", "show", "--model", first[0] ?? ""])));
      expect(card.model_id).to.equal(first[0]);
    });

    it("activates a model by name, and rolls back to the one before", async () => {
      const [before] = await activeOf(torus, "alert_scorer");
      const older = first[0] ?? "";
      await neuron(torus, ["models", "activate", "--model", older]);
      expect(await activeOf(torus, "alert_scorer")).to.deep.equal([older]);
      await neuron(torus, ["models", "rollback", "--type", "alert_scorer"]);
      expect(await activeOf(torus, "alert_scorer")).to.deep.equal([before]);
    });

    it("rolls every type back without --type", async () => {
      const { models } = listed.parse(json(await neuron(torus, ["models", "rollback"])));
      expect(models.map(({ model_type }) => model_type)).to.deep.equal(types);
    });

    it("tells how two models differ", async () => {
      const [older = "", newer = ""] = [first[0], second[0]];
      const answer = await neuron(torus, ["models", "diff", "--model", older, "--with", newer]);
      const difference = z.object({ field: z.string(), first: z.unknown(), second: z.unknown() });
      const { differences } = z.object({ differences: z.array(difference) }).parse(json(answer));
      expect(differences).to.deep.include({ field: "model_id", first: older, second: newer });
      // Equal data, equal seed: what differs is the name and the time.
      expect(differences.map(({ field }) => field)).to.not.include("file_sha256");
    });

    it("compares with the active model of the type unless told otherwise", async () => {
      const [active] = await activeOf(torus, "alert_ranker");
      const answer = json(await neuron(torus, ["models", "diff", "--model", first[1] ?? ""]));
      expect(z.object({ with: z.string() }).parse(answer).with).to.equal(active);
    });

    for (const args of [
      ["show", "--model", "nobody"],
      ["activate", "--model", "nobody"],
      ["diff", "--model", "nobody"],
    ]) {
      it(`names the model that ${args[0] ?? ""} does not find`, async () => {
        const answer = await neuron(torus, ["models", ...args]);
        expect(answer.exitCode).to.not.equal(0);
        expect(json(answer)).to.have.nested.property("error.code", "MODEL_NOT_FOUND");
      });
    }

    it("refuses a type that there is not, and a command without its model", async () => {
      expect((await neuron(torus, ["models", "rollback", "--type", "oracle"])).exitCode).to.equal(64);
      expect((await neuron(torus, ["models", "show"])).exitCode).to.equal(64);
    });
  });
});

async function neuron(
  torus: TestNetwork,
  args: readonly string[],
  output: readonly string[] = ["--json"],
): Promise<ProgramRun> {
  return run([...args, ...output], { workingDirectory: torus.dataDirectory, jobs: torus.jobs() });
}

function json({ stdout, stderr }: ProgramRun): unknown {
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (line === "") throw new Error(`Nothing was printed: ${stderr}`);
  return JSON.parse(line);
}

function trainedIn(answer: ProgramRun): Trained[] {
  return trained.parse(json(answer)).models;
}

function idsOf(models: readonly Trained[]): string[] {
  return models.map(({ model_id }) => model_id);
}

async function activeOf(torus: TestNetwork, type: string): Promise<string[]> {
  const { models } = listed.parse(json(await neuron(torus, ["models", "list"])));
  return models
    .filter(({ model_type, status }) => model_type === type && status === "active")
    .map(({ model_id }) => model_id);
}
