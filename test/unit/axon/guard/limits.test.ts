import { expect } from "chai";
import fc from "fast-check";
import { EventLog } from "../../../../src/axon/guard/event-log.ts";
import { capacityFor, findExceeded, limitsOf } from "../../../../src/axon/guard/limits.ts";

describe(findExceeded.name, () => {
  it("agrees with a list of every request that passed, whatever comes when", () => {
    const pauses = fc.array(fc.oneof(fc.nat(300), fc.nat(30_000)), { minLength: 1, maxLength: 300 });
    const most = fc.record({ perSecond: fc.nat(6), perMinute: fc.nat(25) });
    fc.assert(fc.property(pauses, most, expectNaiveAnswers), { numRuns: 500 });
  });

  it("refuses until the very millisecond that it names", () => {
    const limits = limitsOf("hotkey", { perSecond: 2, perMinute: 0 });
    const log = logOf([0, 400], 2);
    expect(findExceeded(log, limits, 500)).to.deep.equal({
      reason: "hotkey_rate_limit_per_second",
      retryAfterMs: 500,
    });
    expect(findExceeded(log, limits, 999)?.retryAfterMs).to.equal(1);
    expect(findExceeded(log, limits, 1_000)).to.equal(undefined);
  });

  it("lets no more than the limit through around the turn of any window", () => {
    const limits = limitsOf("ip", { perSecond: 50, perMinute: 0 });
    const log = new EventLog(capacityFor(limits));
    for (let atMs = 0; atMs < 950; atMs += 19) log.record(atMs);
    expect(findExceeded(log, limits, 999)).to.not.equal(undefined);
    expect(findExceeded(log, limits, 1_000)).to.equal(undefined);
    log.record(1_000);
    expect(findExceeded(log, limits, 1_001)).to.not.equal(undefined);
  });

  it("knows no limit where both are 0", () => {
    const limits = limitsOf("global", { perSecond: 0, perMinute: 0 });
    const log = new EventLog(capacityFor(limits));
    for (let count = 0; count < 1_000; count++) log.record(0);
    expect(findExceeded(log, limits, 0)).to.equal(undefined);
  });

  it("forgets requests of a time to come, so that a clock set back locks nobody out", () => {
    const limits = limitsOf("hotkey", { perSecond: 1, perMinute: 0 });
    expect(findExceeded(logOf([10_000], 1), limits, 5_000)).to.equal(undefined);
  });
});

/** Feeds both with the same requests and compares every answer. */
function expectNaiveAnswers(pauses: readonly number[], most: { perSecond: number; perMinute: number }): void {
  const limits = limitsOf("ip", most);
  const log = new EventLog(capacityFor(limits));
  const passed: number[] = [];
  let nowMs = 1_000_000;
  for (const pauseMs of pauses) {
    nowMs += pauseMs;
    const exceeded = findExceeded(log, limits, nowMs);
    const naive = limits.find(
      ({ most: limit, windowMs }) =>
        limit > 0 && passed.filter((atMs) => atMs > nowMs - windowMs).length >= limit,
    );
    expect(exceeded?.reason).to.equal(naive?.reason);
    if (exceeded !== undefined) {
      expect(findExceeded(log, limits, nowMs + exceeded.retryAfterMs)).to.equal(undefined);
      expect(findExceeded(log, limits, nowMs + exceeded.retryAfterMs - 1)).to.not.equal(undefined);
      continue;
    }
    log.record(nowMs);
    passed.push(nowMs);
  }
}

function logOf(times: readonly number[], capacity: number): EventLog {
  const log = new EventLog(capacity);
  for (const atMs of times) log.record(atMs);
  return log;
}
