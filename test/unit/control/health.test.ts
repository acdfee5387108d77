import { expect } from "chai";
import { isReady, judgeHealth, spanText } from "../../../src/control/health.ts";
import type { NeuronFacts } from "../../../src/ops/neuron-facts.ts";
import { createChainFacts, createFacts, factsAtMs } from "../../support/facts.ts";

const dayMs = 86_400_000;

describe(judgeHealth.name, () => {
  it("calls a neuron healthy with which all is well", () => {
    const { status, parts } = judgeHealth(createFacts());
    expect(status).to.equal("healthy");
    expect(parts.map((part) => part.status)).to.not.include.members(["warn", "fail"]);
  });

  it("is unhealthy when the hotkey is not registered, and says what to run", () => {
    const health = judgeHealth(createChainFacts({ registration: "absent" }));
    expect(health.status).to.equal("unhealthy");
    expect(partOf(health, "registration").fix).to.equal("neuron register --netuid 1");
  });

  it("is degraded, not unhealthy, while the chain cannot be asked", () => {
    const health = judgeHealth(createChainFacts({ connected: false, registration: "unknown" }));
    expect(health.status).to.equal("degraded");
    expect(partOf(health, "chain").status).to.equal("warn");
  });

  it("is unhealthy while nobody on the subnet is known", () => {
    expect(judgeHealth(createChainFacts({ metagraphAgeMs: undefined })).status).to.equal("unhealthy");
  });

  it("is unhealthy when a network's database does not answer, and names it", () => {
    const health = judgeHealth(withNetwork({ isReachable: false }));
    expect(health.status).to.equal("unhealthy");
    expect(partOf(health, "database torus").status).to.equal("fail");
  });

  it("is unhealthy when nothing is published", () => {
    expect(partOf(judgeHealth(withNetwork({ publications: [] })), "publications torus").status).to.equal(
      "fail",
    );
  });

  it("warns when the last publication is older than a day and a half", () => {
    const publications = createFacts().networks[0]?.publications ?? [];
    const old = publications.map((one) => ({ ...one, publishedAtMs: factsAtMs - 2 * dayMs }));
    expect(partOf(judgeHealth(withNetwork({ publications: old })), "publications torus")).to.include({
      status: "warn",
      detail: "2025-08-01 with 1,353 scores, published 48 h ago",
    });
  });

  it("warns of a job whose last run failed, with the reason", () => {
    const health = judgeHealth(createFacts({ jobs: [failedJob] }));
    expect(partOf(health, "job ingest torus")).to.include({
      status: "warn",
      fix: "neuron jobs run ingest --network torus",
    });
  });

  it("warns of a job that has waited for hours, with what it waits for", () => {
    const since = (ms: number): NeuronFacts["jobs"][number] => ({
      ...failedJob,
      last: undefined,
      current: { ...failedRun, endedAtMs: undefined, outcome: "waiting", startedAtMs: factsAtMs - ms },
    });
    expect(judgeHealth(createFacts({ jobs: [since(dayMs / 8)] })).status).to.equal("healthy");
    const part = partOf(judgeHealth(createFacts({ jobs: [since(dayMs / 2)] })), "job ingest torus");
    expect(part.detail).to.equal("Has waited for 12 h, SOURCE_UNAVAILABLE: The source does not answer");
  });

  it("fails when the disk is full", () => {
    const health = judgeHealth(createFacts({ disk: { freeBytes: 1e8, totalBytes: 1e11 } }));
    expect(partOf(health, "disk").status).to.equal("fail");
  });

  it("warns of scores that earn nothing, and says what tells why", () => {
    const [network] = createFacts().networks;
    const grades = network?.record.grades ?? [];
    expect(judgeHealth(createFacts()).parts.map(({ name }) => name)).to.not.include("grade torus");
    const refused = grades.map((grade) => ({ ...grade, verdict: "tier1_failed", final: 0 }));
    const health = judgeHealth(withNetwork({ record: { grades: refused, calibrations: [] } }));
    expect(health.status).to.equal("degraded");
    expect(partOf(health, "grade torus").fix).to.include("neuron grade --network torus --date 2025-08-01");
  });

  it("warns of a neuron that is on no chain", () => {
    expect(judgeHealth(createFacts({ chain: undefined })).status).to.equal("degraded");
  });
});

describe(isReady.name, () => {
  it("needs every database", () => {
    expect(isReady(createFacts())).to.equal(true);
    expect(isReady(withNetwork({ isReachable: false }))).to.equal(false);
  });
});

describe(spanText.name, () => {
  it("takes the greatest unit that leaves a telling number", () => {
    expect([4_000, 119_000, 600_000, 7_200_000, 4 * dayMs].map(spanText)).to.deep.equal([
      "4 s",
      "119 s",
      "10 min",
      "2 h",
      "4 days",
    ]);
  });
});

const failedRun = {
  id: "1",
  job: "ingest",
  scope: "torus",
  trigger: "schedule",
  target: "2025-08-01",
  scheduledForMs: factsAtMs,
  startedAtMs: factsAtMs - 2_000,
  endedAtMs: factsAtMs - 1_000,
  outcome: "failed",
  counts: {},
  error: { code: "SOURCE_UNAVAILABLE", message: "The source does not answer" },
} as const;

const failedJob: NeuronFacts["jobs"][number] = {
  job: "ingest",
  scope: "torus",
  schedule: "30 0 * * *",
  timeZone: "UTC",
  last: failedRun,
};

function withNetwork(overrides: Partial<NeuronFacts["networks"][number]>): NeuronFacts {
  const facts = createFacts();
  return { ...facts, networks: facts.networks.map((network) => ({ ...network, ...overrides })) };
}

function partOf({ parts }: ReturnType<typeof judgeHealth>, name: string) {
  return parts.find((part) => part.name === name) ?? expect.fail(`no part ${name}`);
}
