import { expect } from "chai";
import type { JobResult } from "../../../../../src/jobs/job.ts";
import { NeuronError, type ErrorCode } from "../../../../../src/lib/errors.ts";
import {
  gradeWork,
  ingestWork,
  scoreWork,
  tidyWork,
  trainWork,
  type Works,
} from "../../../../../src/subnets/risk/schedule/work.ts";
import { codeOf } from "../../../../support/errors.ts";
import { createGradingSettings } from "../../../../support/grading.ts";

const signal = new AbortController().signal;
const counts = { alerts: 5, features: 4, clusters: 3, money_flows: 2, address_labels: 1 };

describe(scoreWork.name, () => {
  it("scores what is missing, oldest first, and counts it", async () => {
    const works = new FakeWorks({ unscored: ["2025-07-30", "2025-08-01"] });
    expect(await score(works)).to.deep.equal({
      outcome: "succeeded",
      counts: { batches: 2, alerts: 10, clusters: 6, fallbacks: 0 },
    });
    expect(works.done).to.deep.equal([
      "unscored 2025-07-25..2025-08-01",
      "score 2025-07-30",
      "score 2025-08-01",
    ]);
  });

  it("has nothing to do when everything is scored", async () => {
    expect(await score(new FakeWorks({ unscored: [] }))).to.deep.include({ outcome: "skipped" });
  });

  for (const code of ["MODEL_NOT_FOUND", "MODEL_REFUSED"] as const) {
    it(`has a model trained first after ${code}`, async () => {
      const result = await score(new FakeWorks({ scoring: code }));
      expect(result).to.deep.include({ outcome: "skipped", followUps: [{ job: "train", target: "" }] });
    });
  }

  it("fails with any other error", async () => {
    expect(await codeOf(score(new FakeWorks({ scoring: "SELF_CHECK_FAILED" })))).to.equal(
      "SELF_CHECK_FAILED",
    );
  });

  function score(works: FakeWorks): Promise<JobResult> {
    return scoreWork(runOf(works))({ target: "2025-08-01", signal });
  }
});

describe(ingestWork.name, () => {
  for (const status of ["accepted", "unchanged"] as const) {
    it(`leads to scoring a batch that is ${status}`, async () => {
      const result = await ingestWork(runOf(new FakeWorks({ status })))({ target: "2025-08-01", signal });
      expect(result).to.deep.equal({
        outcome: "succeeded",
        counts: { ...counts, accepted: status === "accepted" ? 1 : 0 },
        followUps: [{ job: "score", target: "2025-08-01" }],
      });
    });
  }
});

describe(trainWork.name, () => {
  it("has nothing to do without a batch", async () => {
    const works = new FakeWorks({ accepted: [] });
    expect(await trainWork(runOf(works))({ target: "", signal })).to.deep.include({ outcome: "skipped" });
    expect(works.done).to.deep.equal([]);
  });

  it("leads to scoring what waited for a model", async () => {
    const result = await trainWork(runOf(new FakeWorks()))({ target: "", signal });
    expect(result).to.deep.include({ followUps: [{ job: "score", target: "2025-08-01" }] });
  });
});

describe(tidyWork.name, () => {
  it("keeps the days that are set", async () => {
    const works = new FakeWorks();
    expect(await tidyWork(runOf(works))({ target: "", signal })).to.deep.equal({
      outcome: "succeeded",
      counts: { dates: 1, publications: 2, batches: 3 },
    });
    expect(works.done).to.deep.equal(["tidy 90"]);
  });
});

describe(gradeWork.name, () => {
  it("grades every date of which it is known what became of it", async () => {
    const works = new FakeWorks({ ungraded: ["2025-07-01", "2025-07-02"] });
    expect(await gradeWork(runOf(works))({ target: "", signal })).to.deep.equal({
      outcome: "succeeded",
      counts: { graded: 2 },
    });
    expect(works.done).to.deep.equal(["grade 2025-07-01", "grade 2025-07-02"]);
  });

  it("has nothing to do where all are graded", async () => {
    const works = new FakeWorks({ ungraded: [] });
    expect(await gradeWork(runOf(works))({ target: "", signal })).to.deep.include({ outcome: "skipped" });
  });

  it("takes the newest ones when there are too many for one run", async () => {
    const ungraded = Array.from({ length: 45 }, (_, day) => `day ${day}`);
    const works = new FakeWorks({ ungraded });
    await gradeWork(runOf(works))({ target: "", signal });
    expect(works.done).to.have.lengthOf(30);
    expect(works.done.at(-1)).to.equal("grade day 44");
  });
});

function runOf(jobs: Works) {
  const grades = { grading: createGradingSettings(), githubUrl: "" };
  return { network: "torus", jobs, windowDays: 195, catchUpDays: 7, retentionDays: 90, grades };
}

interface Behaviour {
  readonly unscored?: readonly string[];
  readonly ungraded?: readonly string[];
  readonly accepted?: readonly string[];
  readonly status?: "accepted" | "unchanged";
  readonly scoring?: ErrorCode;
}

/** Does as a test says, and remembers what it was asked. */
class FakeWorks implements Works {
  readonly done: string[] = [];
  readonly #behaviour: Behaviour;

  constructor(behaviour: Behaviour = {}) {
    this.#behaviour = behaviour;
  }

  ingest: Works["ingest"] = ({ processingDate }) => {
    this.done.push(`ingest ${processingDate}`);
    const { status = "accepted" } = this.#behaviour;
    const batch = { batchId: "b", counts, duplicates: {}, absentColumns: [], warnings: [], durationMs: 1 };
    return Promise.resolve({ status, ...batch });
  };

  score: Works["score"] = ({ processingDate }) => {
    const { scoring } = this.#behaviour;
    if (scoring !== undefined) return Promise.reject(new NeuronError(scoring, "No"));
    this.done.push(`score ${processingDate}`);
    const models = { alert_scorer: "s", alert_ranker: "r", cluster_scorer: "c" };
    const result = { publicationId: "p", alerts: 5, clusters: 3, models, durationMs: 1 };
    return Promise.resolve({ ...result, fallback: undefined, drift: undefined });
  };

  train: Works["train"] = () => {
    this.done.push("train");
    return Promise.resolve([]);
  };

  tidy: Works["tidy"] = ({ keepDays }) => {
    this.done.push(`tidy ${keepDays}`);
    return Promise.resolve({ dates: 1, publications: 2, batches: 3 });
  };

  grade: Works["grade"] = ({ processingDate }) => {
    this.done.push(`grade ${processingDate}`);
    return Promise.resolve();
  };

  ungradedDates: Works["ungradedDates"] = () => Promise.resolve([...(this.#behaviour.ungraded ?? [])]);

  acceptedBatches: Works["acceptedBatches"] = () =>
    Promise.resolve((this.#behaviour.accepted ?? ["2025-08-01"]).map(acceptedBatch));

  unscoredDates: Works["unscoredDates"] = (_windowDays, range) => {
    this.done.push(`unscored ${range?.from ?? ""}..${range?.to ?? ""}`);
    return Promise.resolve([...(this.#behaviour.unscored ?? ["2025-08-01"])]);
  };
}

function acceptedBatch(processingDate: string) {
  return {
    batchId: "b",
    processingDate,
    windowDays: 195,
    acceptedAtMs: 1,
    generatedAt: "",
    fileHashes: {},
    labelsSha256: "",
    labelsTakenAtMs: 1,
    counts,
    duplicates: { alerts: 0, features: 0 },
    absentColumns: [],
    source: "here",
    durationMs: 1,
  };
}
