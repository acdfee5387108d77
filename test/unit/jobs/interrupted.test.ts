import { expect } from "chai";
import { asInterrupted, interruptedCode, runsToRepeat } from "../../../src/jobs/interrupted.ts";
import type { JobRun } from "../../../src/jobs/job-runner.ts";

const died = { outcome: "failed", error: { code: interruptedCode, message: "" } } as const;
const stopped = { outcome: "cancelled", error: { code: interruptedCode, message: "" } } as const;

describe(runsToRepeat.name, () => {
  it("repeats what died or was stopped, each target once", () => {
    const runs = [
      aRun({ target: "a", ...died }),
      aRun({ target: "b", ...stopped }),
      aRun({ target: "a", ...died }),
    ];
    expect(runsToRepeat(runs).map(({ target }) => target)).to.deep.equal(["a", "b"]);
  });

  it("repeats nothing that ended by itself later", () => {
    expect(runsToRepeat([aRun(died), aRun({ outcome: "succeeded" })])).to.deep.equal([]);
  });

  it("repeats nothing that someone asked for", () => {
    expect(runsToRepeat([aRun({ ...died, trigger: "manual" })])).to.deep.equal([]);
  });

  it("gives up what the process died in three times, but never what was stopped", () => {
    expect(runsToRepeat([died, died].map((end) => aRun(end)))).to.have.length(1);
    expect(runsToRepeat([died, died, died].map((end) => aRun(end)))).to.deep.equal([]);
    expect(runsToRepeat([stopped, stopped, stopped, stopped].map((end) => aRun(end)))).to.have.length(1);
  });
});

describe(asInterrupted.name, () => {
  it("ends the run no earlier than it started, whatever the clock says", () => {
    expect(asInterrupted(aRun(), 1)).to.deep.include({ outcome: "failed", endedAtMs: 2 });
  });
});

function aRun(overrides: Partial<JobRun> = {}): JobRun {
  return {
    id: "one",
    job: "ingest",
    scope: "torus",
    trigger: "schedule",
    scheduledForMs: 1,
    startedAtMs: 2,
    endedAtMs: undefined,
    outcome: "running",
    counts: {},
    error: undefined,
    target: "2025-08-01",
    ...overrides,
  };
}
