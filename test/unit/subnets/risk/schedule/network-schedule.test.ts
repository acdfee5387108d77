import { expect } from "chai";
import { NeuronError, type ErrorCode } from "../../../../../src/lib/errors.ts";
import {
  networkSchedule,
  type NetworkScheduleSettings,
} from "../../../../../src/subnets/risk/schedule/network-schedule.ts";
import { createGradingSettings } from "../../../../support/grading.ts";

const midnight = Date.parse("2025-08-01T00:00:00Z");
const minuteMs = 60_000;

describe(networkSchedule.name, () => {
  it("starts each further network's jobs later, and asks for the date of the day", () => {
    const starts = [0, 1, 2].map((place) => {
      const ingest = definitions({}, place).find(({ job }) => job === "ingest");
      const nextMs = ingest?.schedule?.nextAfter(midnight) ?? 0;
      return [(nextMs - midnight) / minuteMs, ingest?.targetOf(nextMs)];
    });
    expect(starts).to.deep.equal([
      [30, "2025-08-01"],
      [35, "2025-08-01"],
      [40, "2025-08-01"],
    ]);
  });

  it("has every job in the lane of its network, and tidies beside the heavy ones", () => {
    expect(definitions().map(({ job, lane, scope, isHeavy }) => [job, lane, scope, isHeavy])).to.deep.equal([
      ["ingest", "torus", "torus", true],
      ["score", "torus", "torus", true],
      ["train", "torus", "torus", true],
      ["tidy", "torus", "torus", false],
      ["grade", "torus", "torus", true],
    ]);
  });

  it("makes up for missed days of ingest, for one training only", () => {
    expect(definitions().map(({ catchUpAtMost }) => catchUpAtMost)).to.deep.equal([7, 1, 1, 1, 1]);
  });

  it("has no schedule when jobs are switched off", () => {
    expect(definitions({ enabled: false }).map(({ schedule }) => schedule)).to.deep.equal(
      Array(5).fill(undefined),
    );
  });

  for (const [code, waits] of [
    ["SOURCE_NOT_FOUND", { input: true, passing: false }],
    ["SOURCE_DENIED", { input: true, passing: false }],
    ["BATCH_REJECTED", { input: true, passing: false }],
    ["SOURCE_UNAVAILABLE", { input: false, passing: true }],
    ["LOCKED", { input: false, passing: true }],
    ["ENGINE_FAILED", { input: false, passing: true }],
    ["SCHEMA_REFUSED", { input: false, passing: false }],
    ["TRAINING_FAILED", { input: false, passing: false }],
  ] as const satisfies readonly (readonly [ErrorCode, unknown])[]) {
    it(`knows what helps an ingest after ${code}`, () => {
      const [ingest] = definitions();
      const error = new NeuronError(code, "x");
      expect({
        input: ingest?.patience.isInputMissing(error),
        passing: ingest?.patience.isPassing(error),
      }).to.deep.equal(waits);
    });
  }
});

function definitions(overrides: Partial<NetworkScheduleSettings> = {}, place = 0) {
  const refuse = () => Promise.reject(new Error("Nothing is run here"));
  const jobs = {
    ingest: refuse,
    score: refuse,
    train: refuse,
    tidy: refuse,
    grade: refuse,
    ungradedDates: refuse,
    acceptedBatches: refuse,
    unscoredDates: refuse,
  };
  return networkSchedule(
    { network: "torus", place, jobs },
    {
      enabled: true,
      timeZone: "UTC",
      ingest: "30 0 * * *",
      score: "0 1 * * *",
      train: "0 3 * * 0",
      tidy: "30 4 * * *",
      grade: "0 5 * * *",
      staggerMinutes: 5,
      windowDays: 195,
      inputDeadlineHours: 20,
      pollSeconds: 60,
      catchUpDays: 7,
      retentionDays: 90,
      grades: { grading: createGradingSettings(), githubUrl: "" },
      ...overrides,
    },
  );
}
