import { expect } from "chai";
import { Conduct, type Penalties } from "../../../../src/axon/guard/conduct.ts";

const second = 1_000;
const hour = 3_600 * second;
const start = Date.UTC(2025, 7, 1);

describe(Conduct.name, () => {
  it("cools for 30, 60, 120, 240, 480 seconds and so on up to an hour, as the reference does", () => {
    const conduct = createConduct();
    const durations = [];
    let nowMs = start;
    for (let round = 0; round < 9; round++) {
      durations.push(failUntilCooldown(conduct, nowMs) / second);
      nowMs += conduct.coolingMs(nowMs);
    }
    expect(durations).to.deep.equal([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
  });

  it("takes ten failures within a minute for a cooldown, and not ten within more", () => {
    const conduct = createConduct();
    for (let count = 0; count < 9; count++) conduct.fail(start, false);
    expect(conduct.coolingMs(start)).to.equal(0);
    expect(conduct.fail(start + 60 * second, false)).to.deep.equal({ kind: "none" });
    const other = createConduct();
    for (let count = 0; count < 9; count++) other.fail(start, false);
    expect(other.fail(start + 59_999, false)).to.deep.equal({ kind: "cooldown", durationMs: 30 * second });
  });

  it("lets failures that were on their way together start one cooldown only", () => {
    const conduct = createConduct();
    failUntilCooldown(conduct, start);
    for (let count = 0; count < 30; count++) conduct.fail(start, false);
    expect(conduct.coolingMs(start)).to.equal(30 * second);
  });

  it("takes back one doubling for each hour without a cooldown", () => {
    const conduct = createConduct();
    let nowMs = start;
    for (let round = 0; round < 3; round++) nowMs += failUntilCooldown(conduct, nowMs);
    expect(failUntilCooldown(conduct, nowMs + 2 * hour)).to.equal(60 * second);
  });

  it("bans at the twentieth request within an hour that came during a cooldown", () => {
    const conduct = createConduct();
    const sentences = Array.from(
      { length: 20 },
      (_, place) => conduct.violate(start + place * 100 * second).kind,
    );
    expect(sentences.indexOf("ban")).to.equal(19);
  });

  it("does not ban for twenty such requests within more than an hour", () => {
    const conduct = createConduct();
    const sentences = Array.from(
      { length: 40 },
      (_, place) => conduct.violate(start + place * 190 * second).kind,
    );
    expect(sentences).to.not.include("ban");
  });

  it("bans for critical failures by their number within a day, never for ordinary ones", () => {
    const conduct = createConduct({ criticalFailures: 3 });
    for (let count = 0; count < 200; count++) conduct.fail(start + count * hour, false);
    const nowMs = start + 200 * hour;
    expect(conduct.fail(nowMs, true).kind).to.not.equal("ban");
    expect(conduct.fail(nowMs + hour, true).kind).to.not.equal("ban");
    expect(conduct.fail(nowMs + 24 * hour, true).kind).to.not.equal("ban");
    expect(conduct.fail(nowMs + 24 * hour + 1, true).kind).to.equal("ban");
  });

  it("is forgotten a day after the last failure", () => {
    const conduct = createConduct();
    conduct.fail(start, true);
    expect(conduct.isForgotten(start + 24 * hour - 1)).to.equal(false);
    expect(conduct.isForgotten(start + 24 * hour)).to.equal(true);
  });

  it("ends a cooldown that a clock set back would make longer than the longest", () => {
    const conduct = createConduct();
    failUntilCooldown(conduct, start);
    expect(conduct.coolingMs(start - 24 * hour)).to.equal(0);
  });
});

/** Fails as often as it takes; returns the cooldown's length in milliseconds. */
function failUntilCooldown(conduct: Conduct, nowMs: number): number {
  for (let count = 0; count < 10; count++) {
    const sentence = conduct.fail(nowMs, false);
    if (sentence.kind === "cooldown") return sentence.durationMs;
  }
  return expect.fail("ten failures at once start no cooldown");
}

function createConduct(overrides: Partial<Penalties> = {}): Conduct {
  return new Conduct({
    failures: 10,
    failureWindowMs: 60 * second,
    firstCooldownMs: 30 * second,
    longestCooldownMs: hour,
    violations: 20,
    criticalFailures: 10,
    ...overrides,
  });
}
