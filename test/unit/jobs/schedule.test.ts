import { expect } from "chai";
import fc from "fast-check";
import { parseSchedule } from "../../../src/jobs/schedule.ts";
import { NeuronError } from "../../../src/lib/errors.ts";

describe(parseSchedule.name, () => {
  it("finds the next time of the default schedules", () => {
    expect(nextOf("30 0 * * *", "2025-08-01T00:29:59Z")).to.equal("2025-08-01T00:30:00.000Z");
    expect(nextOf("30 0 * * *", "2025-08-01T00:30:00Z")).to.equal("2025-08-02T00:30:00.000Z");
    expect(nextOf("0 3 * * 0", "2025-08-01T00:00:00Z")).to.equal("2025-08-03T03:00:00.000Z");
  });

  it("finds times that are years away, and says so when there are none", () => {
    expect(nextOf("0 0 1 1 *", "2025-01-01T00:00:00Z")).to.equal("2026-01-01T00:00:00.000Z");
    expect(nextOf("0 0 29 2 *", "2025-01-01T00:00:00Z")).to.equal(undefined);
  });

  it("finds the last time, but none that is not after the given one", () => {
    const schedule = parseSchedule({ text: "30 0 * * *", timeZone: "UTC" });
    const last = Date.parse("2025-08-01T00:30:00Z");
    expect(schedule.lastUpTo(last, last - 1)).to.equal(last);
    expect(schedule.lastUpTo(last + 60_000, last)).to.equal(undefined);
  });

  it("follows the clocks of its zone through both changes", () => {
    expect(nextOf("30 0 * * *", "2025-03-29T12:00:00Z", "Europe/Berlin")).to.equal(
      "2025-03-29T23:30:00.000Z",
    );
    expect(nextOf("30 0 * * *", "2025-03-30T12:00:00Z", "Europe/Berlin")).to.equal(
      "2025-03-30T22:30:00.000Z",
    );
    expect(nextOf("30 2 * * *", "2025-03-29T12:00:00Z", "Europe/Berlin")).to.equal(
      "2025-03-31T00:30:00.000Z",
    );
    expect(nextOf("0 6 * * *", "2025-08-01T00:30:00Z", "Asia/Kathmandu")).to.equal(
      "2025-08-02T00:15:00.000Z",
    );
  });

  it("starts every time later by the delay", () => {
    const schedule = parseSchedule({ text: "30 0 * * *", timeZone: "UTC", delayMs: 300_000 });
    const next = schedule.nextAfter(Date.parse("2025-08-01T00:34:59Z")) ?? 0;
    expect(new Date(next).toISOString()).to.equal("2025-08-01T00:35:00.000Z");
    expect(schedule.lastUpTo(next + 1, 0)).to.equal(next);
  });

  it("finds by stepping back whatever it finds by stepping on", () => {
    const fields = fc.tuple(
      fc.nat(59),
      fc.nat(23),
      fc.constantFrom("*", "1", "15", "L"),
      fc.constantFrom("*", "1-5"),
    );
    const zones = fc.constantFrom("UTC", "America/New_York", "Australia/Lord_Howe");
    const anywhere = fc.record({
      fields,
      timeZone: zones,
      fromMs: fc.nat(365 * 86_400_000),
      delayMs: fc.nat(3_600_000),
    });
    fc.assert(
      fc.property(anywhere, ({ fields: [minute, hour, day, weekday], timeZone, fromMs, delayMs }) => {
        const schedule = parseSchedule({ text: `${minute} ${hour} ${day} * ${weekday}`, timeZone, delayMs });
        const startMs = Date.UTC(2025, 0, 1) + fromMs;
        const nextMs = schedule.nextAfter(startMs);
        fc.pre(nextMs !== undefined);
        expect(nextMs).to.be.greaterThan(startMs);
        expect(schedule.lastUpTo(nextMs, startMs)).to.equal(nextMs);
        expect(schedule.lastUpTo(nextMs - 1, startMs)).to.equal(undefined);
      }),
      { numRuns: 40 },
    );
  });

  for (const text of ["", "61 0 * * *", "0 0 30 2", "0 0 0 0 *", "* * * * * *", "@daily"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseSchedule({ text, timeZone: "UTC" }))
        .to.throw(NeuronError)
        .with.property("code", "CONFIG_INVALID");
    });
  }

  it("refuses a zone that there is not", () => {
    expect(() => parseSchedule({ text: "0 0 * * *", timeZone: "Mars/Olympus" }))
      .to.throw(NeuronError)
      .with.property("code", "CONFIG_INVALID");
  });
});

function nextOf(text: string, after: string, timeZone = "UTC"): string | undefined {
  const next = parseSchedule({ text, timeZone }).nextAfter(Date.parse(after));
  return next === undefined ? undefined : new Date(next).toISOString();
}
