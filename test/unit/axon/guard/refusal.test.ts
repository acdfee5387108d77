import { expect } from "chai";
import { blacklisted, coolingDown, rateLimited } from "../../../../src/axon/guard/refusal.ts";

describe("refusals of the guard", () => {
  it("tell of a cooldown in the words of the specification", () => {
    const { status, retryAfterSeconds, body, reason } = coolingDown("ip", 45_000);
    expect({ status, retryAfterSeconds, reason }).to.deep.equal({
      status: 429,
      retryAfterSeconds: 45,
      reason: "ip_cooldown",
    });
    expect(body.toString()).to.equal(
      '{"success":false,"error":"ip_cooldown","retry_after":45,"cooldown_type":"ip_cooldown",' +
        '"cooldown_remaining_seconds":45,"message":"You are in cooldown. Try again in 45 seconds"}',
    );
  });

  it("tell of a limit, and when there is room again", () => {
    const refusal = rateLimited({ reason: "hotkey_rate_limit_per_second", retryAfterMs: 1_001 });
    expect(refusal.status).to.equal(429);
    expect(refusal.retryAfterSeconds).to.equal(2);
    expect(refusal.body.toString()).to.equal(
      '{"success":false,"error":"rate_limited","retry_after":2,' +
        '"message":"Rate limited: hotkey_rate_limit_per_second"}',
    );
  });

  it("never ask to come back at once", () => {
    expect(coolingDown("hotkey", 1).retryAfterSeconds).to.equal(1);
  });

  it("tell of a ban without a time to come back", () => {
    const { status, body } = blacklisted.hotkey;
    expect(status).to.equal(403);
    expect(blacklisted.hotkey).to.not.have.property("retryAfterSeconds");
    expect(body.toString()).to.equal(
      '{"success":false,"error":"hotkey_blacklisted","message":"Your hotkey has been blacklisted"}',
    );
    expect(blacklisted.ip.body.toString()).to.equal(
      '{"success":false,"error":"ip_blacklisted","message":"Your IP has been blacklisted"}',
    );
  });
});
