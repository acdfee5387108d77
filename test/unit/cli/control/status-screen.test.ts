import { expect } from "chai";
import { linesOf, statusScreen } from "../../../../src/cli/control/status-screen.ts";
import { judgeHealth } from "../../../../src/control/health.ts";
import { createBusyFacts } from "../../../support/busy-facts.ts";
import type { NeuronFacts } from "../../../../src/ops/neuron-facts.ts";
import { createFacts, factsAtMs } from "../../../support/facts.ts";

describe(statusScreen.name, () => {
  it("has identity, chain, axon, requests, publications, models, grade and drift on one screen", () => {
    const facts = createFacts();
    const screen = statusScreen(facts, judgeHealth(facts));
    for (const part of [
      "healthy, running for 5 h",
      "subnet 1, uid 7",
      "connected to ws://127.0.0.1:9944, last block 4 s ago",
      "own stake 1.5 TAO; the last epoch gave 2.25 alpha, incentive 0.400",
      "http://127.0.0.1:8091, for validators, announced on chain",
      "none has asked since the start",
      "2025-08-01: 1,353 scores, 86 clusters, 2 h ago; 1 date in all",
      "50 h old, AUC 0.910, log loss 0.300",
      "0.830 for 2025-07-01",
      "0.080; chance alone makes 0.020",
    ]) {
      expect(screen.join("\n")).to.include(part);
    }
    expect(screen.length).to.be.below(24);
  });

  it("begins with what is wrong, and with what to do", () => {
    const facts = createBusyFacts();
    const screen = statusScreen(facts, judgeHealth(facts)).join("\n");
    expect(screen).to.match(/^Neuron .*\nFAIL /);
    expect(screen).to.match(/FAIL +database bitcoin: Does not answer.*\n +-> Look at the log/);
    expect(screen).to.match(/Warning +job train torus: The last run failed.*\n +-> neuron jobs run train/);
  });

  it("has what failed before what is only warned of", () => {
    const [network] = createBusyFacts().networks.slice(-1);
    if (network === undefined) throw new Error("The facts lack a network");
    const facts = createFacts({ chain: undefined, networks: [network] });
    const screen = statusScreen(facts, judgeHealth(facts)).join("\n");
    expect(screen.indexOf("FAIL")).to.be.within(0, screen.indexOf("Warning"));
  });

  it("says what a job waits for, and on what a grade failed", () => {
    const facts = createFacts();
    const [network] = facts.networks;
    if (network === undefined) throw new Error("The facts lack a network");
    const grades = network.record.grades.map((one) => ({ ...one, verdict: "tier1_failed", final: 0 }));
    const networks = [{ ...network, record: { ...network.record, grades } }];
    const screen = statusScreen({ ...facts, networks, jobs: [waitingJob] }, judgeHealth(facts)).join("\n");
    expect(screen).to.include("torus, waiting for 24 h (There is no directory /gone), never ran");
    expect(screen).to.include("0.000 for 2025-08-01, failed on integrity (tier 1)");
  });
});

describe(linesOf.name, () => {
  const text = "publications torus: 2025-08-10 with 10,000 scores, published 50 h ago";

  it("goes on under what is so where the terminal is too narrow", () => {
    expect(linesOf({ label: "Warning", text }, 72)).to.deep.equal([
      "Warning          publications torus: 2025-08-10 with 10,000 scores,",
      "                 published 50 h ago",
    ]);
  });

  it("leaves one line where there is no terminal", () => {
    expect(linesOf({ label: "Warning", text })).to.deep.equal([`Warning          ${text}`]);
  });
});

const error = { code: "SOURCE_NOT_FOUND", message: "There is no directory /gone" };
const waitingJob: NeuronFacts["jobs"][number] = {
  job: "ingest",
  scope: "torus",
  schedule: "30 0 * * *",
  timeZone: "UTC",
  current: {
    ...{ id: "1", job: "ingest", scope: "torus", trigger: "schedule", target: "2025-08-01", counts: {} },
    ...{ scheduledForMs: factsAtMs, startedAtMs: factsAtMs - 24 * 3_600_000, outcome: "waiting", error },
  },
};
