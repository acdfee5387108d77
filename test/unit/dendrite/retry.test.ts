import { expect } from "chai";
import type { Exchange } from "../../../src/dendrite/exchange.ts";
import { findRetryAfterMs, findRetryDelay, type Attempt } from "../../../src/dendrite/retry.ts";

const nowMs = Date.UTC(2025, 7, 1);
const settings = { maxAttempts: 3, firstBackoffMs: 250 };

const refusedConnection: Exchange = { kind: "unreachable", reason: "refused", sent: "never" };
const reset: Exchange = { kind: "unreachable", reason: "reset", sent: "perhaps" };
const brokenOff: Exchange = { kind: "bad_answer", reason: "broke off", brokeOff: true };
const malformed: Exchange = { kind: "bad_answer", reason: "no HTTP", brokeOff: false };
const tooLarge: Exchange = { kind: "too_large", limitBytes: 1 };

describe(findRetryDelay.name, () => {
  const cases = [
    ["GET", refusedConnection, 250],
    ["GET", reset, 250],
    ["HEAD", reset, 250],
    ["GET", brokenOff, 250],
    ["GET", received(503), 250],
    ["GET", received(429), 250],
    ["POST", refusedConnection, 250],
    ["POST", reset, undefined],
    ["PUT", reset, undefined],
    ["POST", brokenOff, undefined],
    ["POST", received(503), undefined],
    ["POST", received(429, "1"), undefined],
    ["GET", malformed, undefined],
    ["GET", tooLarge, undefined],
    ["GET", received(200), undefined],
    ["GET", received(302), undefined],
    ["GET", received(401), undefined],
    ["GET", received(500), undefined],
  ] as const;
  for (const [method, exchange, delayMs] of cases) {
    const what =
      exchange.kind === "received" ? exchange.status : `${exchange.kind} ${Object.values(exchange)[1]}`;
    it(`${delayMs === undefined ? "leaves" : "repeats"} ${method} after ${what}`, () => {
      expect(findRetryDelay(createAttempt({ method, exchange }), settings)).to.equal(delayMs);
    });
  }

  it("doubles the wait, and gives up after the last attempt", () => {
    const delays = [1, 2, 3].map((number) => findRetryDelay(createAttempt({ number }), settings));
    expect(delays).to.deep.equal([250, 500, undefined]);
  });

  it("waits as long as it is asked to", () => {
    expect(findRetryDelay(createAttempt({ exchange: received(429, "7") }), settings)).to.equal(7_000);
    expect(findRetryDelay(createAttempt({ exchange: received(503, "0") }), settings)).to.equal(0);
  });

  it("does not wait up to the deadline or beyond", () => {
    const exchange = received(429, "7");
    expect(findRetryDelay(createAttempt({ exchange, remainingMs: 7_001 }), settings)).to.equal(7_000);
    expect(findRetryDelay(createAttempt({ exchange, remainingMs: 7_000 }), settings)).to.equal(undefined);
    expect(findRetryDelay(createAttempt({ remainingMs: 100 }), settings)).to.equal(undefined);
  });
});

describe(findRetryAfterMs.name, () => {
  const cases = [
    [undefined, undefined],
    ["30", 30_000],
    ["0", 0],
    ["Fri, 01 Aug 2025 00:00:30 GMT", 30_000],
    ["Thu, 31 Jul 2025 23:59:00 GMT", 0],
    ["-1", undefined],
    ["soon", undefined],
    ["9".repeat(10), undefined],
  ] as const;
  for (const [text, expected] of cases) {
    it(`reads ${text ?? "no header"} as ${expected ?? "nothing"}`, () => {
      expect(findRetryAfterMs(text === undefined ? {} : { "retry-after": text }, nowMs)).to.equal(expected);
    });
  }
});

function createAttempt(overrides: Partial<Attempt> = {}): Attempt {
  return { method: "GET", number: 1, exchange: refusedConnection, remainingMs: 60_000, nowMs, ...overrides };
}

function received(status: number, retryAfter?: string): Exchange & { kind: "received" } {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return { kind: "received", status, headers, body: Buffer.alloc(0) };
}
