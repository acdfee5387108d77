import { expect } from "chai";
import { statusScreen } from "../../../../src/cli/control/status-screen.ts";
import { judgeHealth } from "../../../../src/control/health.ts";
import { createBusyFacts } from "../../../support/busy-facts.ts";
import { createFacts } from "../../../support/facts.ts";

describe(statusScreen.name, () => {
  it("has identity, chain, axon, requests, publications, models, grade and drift on one screen", () => {
    const facts = createFacts();
    const screen = statusScreen(facts, judgeHealth(facts));
    for (const part of [
      "healthy, running for 5 h",
      "subnet 1, uid 7",
      "connected to ws://127.0.0.1:9944, last block 4 s ago",
      "own stake 1.5 TAO; the last epoch gave 2.25, incentive 0.400",
      "http://127.0.0.1:8091, for validators, announced on chain",
      "none has asked since the start",
      "2025-08-01: 1,353 scores, 86 clusters, 2 h ago; 1 date in all",
      "val_auc 0.910",
      "0.830 for 2025-07-01 (graded)",
      "0.080; chance alone makes 0.020",
    ]) {
      expect(screen.join("\n")).to.include(part);
    }
    expect(screen.length).to.be.below(24);
  });

  it("ends in what is wrong, with what to do", () => {
    const facts = createBusyFacts();
    const screen = statusScreen(facts, judgeHealth(facts)).join("\n");
    expect(screen).to.match(/FAIL +database bitcoin: Does not answer.*\n +-> Look at the log/);
    expect(screen).to.match(/Warning +job train torus: The last run failed.*\n +-> neuron jobs run train/);
  });
});
