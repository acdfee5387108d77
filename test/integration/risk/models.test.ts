import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { NeuronError } from "../../../src/lib/errors.ts";
import type { ModelWorker } from "../../../src/ml/contract.ts";
import { ModelDecisions } from "../../../src/subnets/risk/models/decisions.ts";
import type { TrainedModel } from "../../../src/subnets/risk/models/training-task.ts";
import { codeOf } from "../../support/errors.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  realWorker,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

describe(ModelDecisions.name, function () {
  this.timeout(120_000);
  let torus: TestNetwork;
  let first: TrainedModel[];
  before(async () => {
    torus = await createIngestedNetwork();
    first = await torus.jobs().train(windowDays, {}, never);
  });
  after(() => torus.dispose());

  it("activates the first models there are, and keeps why", async () => {
    const entries = await torus.jobs().models();
    expect(entries.map(({ status }) => status)).to.deep.equal(["active", "active", "active"]);
    expect(entries[0]?.reason).to.equal("No model was active before");
  });

  it("activates equal models trained again, and keeps what they were compared with", async () => {
    const [scorer] = await torus.jobs().train(windowDays, {}, never);
    expect(scorer?.decision).to.deep.include({ action: "activated", championId: first[0]?.card.model_id });
    expect((await active(torus, "alert_scorer"))?.modelId).to.equal(scorer?.card.model_id);
  });

  it("does not let a prior replace a trained model, unless forced", async () => {
    const jobs = torus.jobs({ training: { minimumPerClass: 100_000 } });
    const before = await active(torus, "alert_scorer");
    const [refused] = await jobs.train(windowDays, {}, never);
    expect(refused?.decision.action).to.equal("refused");
    expect((await active(torus, "alert_scorer"))?.modelId).to.equal(before?.modelId);
    const [forced] = await jobs.train(windowDays, { force: true }, never);
    expect(forced?.decision).to.deep.include({ action: "activated", decidedBy: "force" });
    expect((await active(torus, "alert_scorer"))?.modelId).to.equal(forced?.card.model_id);
  });

  it("scores with the active model, and with the previous one after a rollback", async () => {
    const jobs = torus.jobs();
    const forced = await active(torus, "alert_scorer");
    const [previous] = await jobs.rollbackModels(["alert_scorer"], windowDays);
    expect(previous?.modelId).to.not.equal(forced?.modelId);
    const { models } = await jobs.score({ network, processingDate: dates[0], windowDays }, never);
    expect(models.alert_scorer).to.equal(previous?.modelId);
  });

  it("activates by name, and names what it cannot activate", async () => {
    const [wanted] = first;
    const id = wanted?.card.model_id ?? "";
    expect((await torus.jobs().activateModel(id)).status).to.equal("active");
    expect(await codeOf(torus.jobs().activateModel("nobody"))).to.equal("MODEL_NOT_FOUND");
    expect(await codeOf(torus.jobs().rollbackModels(["alert_scorer"], 7))).to.equal("MODEL_NOT_FOUND");
    const path = join(torus.dataDirectory, "trained_models", network, `${id}.txt`);
    await writeFile(path, "changed");
    expect(await codeOf(torus.jobs().activateModel(id))).to.equal("MODEL_REFUSED");
    await rm(path);
    expect(await codeOf(torus.jobs().activateModel(id))).to.equal("MODEL_REFUSED");
  });

  it("activates what is trained by force, also in place of a model whose file is gone", async () => {
    const [forced] = await torus.jobs().train(windowDays, { force: true }, never);
    expect((await active(torus, "alert_scorer"))?.modelId).to.equal(forced?.card.model_id);
  });

  for (const [what, fail] of Object.entries({ validating: "validate", training: "train" } as const)) {
    it(`leaves yesterday's model when ${what} fails`, async () => {
      const before = await active(torus, "alert_scorer");
      const failing: ModelWorker = Object.assign(realWorker(), {
        [fail]: () => Promise.reject(new NeuronError("TRAINING_FAILED", "The trainer crashed")),
      });
      const jobs = torus.jobs({ worker: failing });
      expect(await codeOf(jobs.train(windowDays, {}, never))).to.equal("TRAINING_FAILED");
      expect((await active(torus, "alert_scorer"))?.modelId).to.equal(before?.modelId);
      const { models } = await torus.jobs().score({ network, processingDate: dates[1], windowDays }, never);
      expect(models.alert_scorer).to.equal(before?.modelId);
    });
  }

  it("goes on with a search where it stopped", async () => {
    const search = async (budgetMs: number) => {
      const [scorer] = await torus.jobs().train(windowDays, { budgetMs }, never);
      return scorer?.card.validation?.search?.trials ?? 0;
    };
    const tried = await search(1_000);
    expect(tried).to.be.greaterThan(0);
    expect(await search(0)).to.equal(tried);
  });
});

async function active(torus: TestNetwork, type: string) {
  const entries = await torus.jobs().models();
  return entries.find(({ modelType, status }) => modelType === type && status === "active");
}
