import { join } from "node:path";
import { kill } from "node:process";
import { expect } from "chai";
import { z } from "zod";
import { makeWorld } from "../../../src/devnet/world/make-world.ts";
import { silentProgress } from "../../../src/lib/progress.ts";
import type { ModelWorker } from "../../../src/ml/contract.ts";
import { ProcessModelWorker } from "../../../src/ml/process-model-worker.ts";
import type { NetworkJobs } from "../../../src/subnets/risk/network-jobs.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import { findWorkerProcesses } from "../../support/ml.ts";
import { storeBatch, storeOwnLabels } from "../../support/raw-batches.ts";
import {
  createNetwork,
  dates,
  network,
  never,
  realWorker,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

const [older, newer] = dates;

describe("whatever becomes of history or trainer, yesterday's model and publication stay", function () {
  // Models are trained several times by processes that wait for all others.
  this.timeout(180_000);
  let torus: TestNetwork;
  before(async () => {
    torus = await createNetwork();
    await torus.jobs().ingest(keyOf(older), never);
    await torus.jobs().train(windowDays, {}, never);
    await torus.jobs().score(keyOf(older), never);
  });
  after(() => torus.dispose());

  it("names a window that no model was trained for", async () => {
    await storeBatch(torus.database, {
      id: "other-window",
      date: older,
      windowDays: 90,
      alerts: [{ alert_id: "a", address: "b" }],
    });
    const scoring = torus.jobs().score({ ...keyOf(older), windowDays: 90 }, never);
    expect(await codeOf(scoring)).to.equal("MODEL_NOT_FOUND");
    expect(await torus.jobs().publishedDates(windowDays)).to.deep.equal([older]);
    expect(await torus.jobs().publishedDates(90)).to.deep.equal([]);
  });

  it("keeps the prior, and says why, where every label of the operator is negative", async () => {
    const addresses = await torus.database.rows(
      z.object({ address: z.string() }),
      "SELECT DISTINCT address FROM raw_alerts",
    );
    await storeOwnLabels(
      torus.database,
      addresses.map(({ address }) => ({ address, isRisky: false, confidence: 1 })),
    );
    const [scorer] = await torus.jobs().train(windowDays, {}, never);
    expect(scorer?.card.baseline_reason).to.match(/^0 positive and \d+ negative labelled samples/);
    expect(await codeOf(torus.jobs().score(keyOf(older), never))).to.equal(undefined);
  });

  it("trains and scores over a batch that lacks columns the batch before had", async () => {
    const directory = join(torus.dataDirectory, "world");
    await makeWorld(
      {
        directory,
        network,
        windowDays,
        dates: [...dates],
        addresses: 300,
        seed: 11,
        labelShare: 0.5,
        metaForm: "exporter",
        quirks: ["dropped-columns"],
      },
      { signal: never, progress: silentProgress() },
    );
    const { absentColumns } = await torus.jobs().ingest(keyOf(newer), never);
    expect(absentColumns).to.not.deep.equal([]);
    await torus.jobs().train(windowDays, {}, never);
    expect(await codeOf(torus.jobs().score(keyOf(newer), never))).to.equal(undefined);
    expect(await torus.jobs().publishedDates(windowDays)).to.deep.equal([older, newer]);
  });

  for (const signal of ["SIGKILL", "SIGSEGV"] as const) {
    it(`when the trainer ends by ${signal}`, async () => {
      const failure = await expectSameModel(torus.jobs({ worker: endedBy(signal) }));
      expect(failure?.context).to.include({ signal });
    });
  }

  it("when the trainer hangs", async () => {
    const worker = new ProcessModelWorker({ trainTimeoutMs: 1, predictTimeoutMs: 60_000 });
    const failure = await expectSameModel(torus.jobs({ worker }));
    expect(failure?.context).to.include({ timeoutMs: 1 });
    expect(await findWorkerProcesses()).to.deep.equal([]);
  });

  it("names a model of other features, scores nothing by it, and recovers by training", async () => {
    const before = await torus.jobs().publishedDates(windowDays);
    await torus.database.command(`
      INSERT INTO trained_models
      SELECT * REPLACE ('of-other-features' AS model_id, 'other' AS feature_hash, now64(3) + 1 AS created_at)
      FROM trained_models WHERE model_type = 'alert_scorer' LIMIT 1`);
    const failure = await failureOf(torus.jobs().score(keyOf(newer), never));
    expect(failure?.code).to.equal("MODEL_REFUSED");
    expect(failure?.context).to.include({ modelId: "of-other-features", trainedOn: "other" });
    expect(await torus.jobs().publishedDates(windowDays)).to.deep.equal(before);
    await torus.jobs().train(windowDays, { force: true }, never);
    expect(await codeOf(torus.jobs().score(keyOf(newer), never))).to.equal(undefined);
  });

  /** Training fails by name; what was active before is active still, and scores. */
  async function expectSameModel(jobs: NetworkJobs) {
    const active = async () =>
      (await torus.jobs().models()).filter(({ status }) => status === "active").map(({ modelId }) => modelId);
    const before = await active();
    const failure = await failureOf(jobs.train(windowDays, {}, never));
    expect(failure?.code).to.equal("TRAINING_FAILED");
    expect(await active()).to.deep.equal(before);
    const { models } = await jobs.score(keyOf(older), never);
    expect(before).to.include(models.alert_scorer);
    return failure;
  }
});

function keyOf(processingDate: string) {
  return { network, processingDate, windowDays };
}

/** A worker whose child is ended in the midst of its rounds. */
function endedBy(signal: NodeJS.Signals): ModelWorker {
  const worker = realWorker();
  const endless = { rounds: 100_000, earlyStoppingRounds: 100_000 };
  let isLooking = false;
  const onRound = () => {
    if (isLooking) return;
    isLooking = true;
    void findWorkerProcesses().then((pids) => {
      for (const pid of pids) kill(pid, signal);
      // Nobody was found: a later round looks again.
      isLooking = pids.length > 0;
    });
  };
  return Object.assign(realWorker(), {
    validate: ((request, options) =>
      worker.validate({ ...request, ...endless }, { ...options, onRound })) satisfies ModelWorker["validate"],
  });
}
