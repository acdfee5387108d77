import { expect } from "chai";
import fc from "fast-check";
import { banFileName, parseBan, renderBan, type Ban } from "../../../../src/axon/guard/ban.ts";

describe(parseBan.name, () => {
  it("reads back what was written", () => {
    const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
    const ban: fc.Arbitrary<Ban> = fc.record({
      kind: fc.constantFrom("ip", "hotkey"),
      name: fc.string({ minLength: 1, maxLength: 32 }),
      reason: fc.string({ maxLength: 100 }),
      by: fc.constantFrom("guard", "operator"),
      bannedAtMs: instant,
      untilMs: fc.option(instant, { nil: undefined }),
    });
    fc.assert(
      fc.property(ban, (written) => {
        expect(parseBan(renderBan(written))).to.deep.equal(written);
      }),
    );
  });

  it("takes nothing else for a ban, whatever was cut off or changed", () => {
    const whole = renderBan({ kind: "ip", name: "203.0.113.9", reason: "", by: "guard", bannedAtMs: 0 });
    fc.assert(
      fc.property(fc.nat(whole.length - 3), (length) => {
        expect(parseBan(whole.slice(0, length))).to.equal(undefined);
      }),
    );
    expect(parseBan(whole.replace('"ip"', '"coldkey"'))).to.equal(undefined);
    expect(parseBan(whole.replace("1970", "next year"))).to.equal(undefined);
    expect(parseBan("null")).to.equal(undefined);
  });
});

describe(banFileName.name, () => {
  it("is a plain file name of its own for each subject", () => {
    expect(banFileName({ kind: "ip", name: "203.0.113.9" })).to.equal("ip-203.0.113.9.json");
    expect(banFileName({ kind: "ip", name: "2001:db8:0:7::/64" })).to.equal("ip-2001_db8_0_7__+64.json");
  });
});
