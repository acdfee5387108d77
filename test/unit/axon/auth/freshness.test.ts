import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { freshnessCaps, requireFresh } from "../../../../src/axon/auth/freshness.ts";
import { Refusal } from "../../../../src/protocol/refusal.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { nowMs, reasonOf } from "./signed-requests.ts";

describe(requireFresh.name, () => {
  it("takes the smaller of the scheme's window and ours, each end as the scheme has it", () => {
    for (const [ageMs, maxAgeMs, reason] of [
      [9_999, 10_000, undefined],
      [10_000, 10_000, "stale"],
      [63_999, 120_000, undefined],
      [64_000, 120_000, "stale"],
      [-2_000, 10_000, undefined],
      [-2_001, 10_000, "future"],
    ] as const) {
      expect(outcome({ ageMs, maxAgeMs, maxAheadMs: 2_000 }), `${ageMs}`).to.equal(reason);
    }
    expect(outcome({ ageMs: -5_000, maxAheadMs: 120_000 })).to.equal(undefined);
    expect(outcome({ ageMs: -5_001, maxAheadMs: 120_000 })).to.equal("future");
  });

  it("lets nothing pass that is not within both windows, whatever the numbers", () => {
    const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(NaN, Infinity, -Infinity, -0));
    fc.assert(
      fc.property(anyNumber, anyNumber, anyNumber, (ageMs, maxAgeMs, maxAheadMs) => {
        if (outcome({ ageMs, maxAgeMs, maxAheadMs }) !== undefined) return;
        expect(ageMs).to.be.below(Math.min(maxAgeMs, caps.maxAgeMs));
        expect(ageMs >= 0 || -ageMs <= Math.min(maxAheadMs, caps.maxAheadMs)).to.equal(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("says it in the words that callers of the scheme know", () => {
    expect(messageOf("synapse", 20_000)).to.equal(
      "Nonce is too old: acceptable delta is 16.00 seconds but request was 20.00 seconds old",
    );
    expect(messageOf("epistula", 20_000)).to.equal("Request is too stale");
    expect(messageOf("btauth", -9_000)).to.contain("9.00 seconds ahead");
  });

  it("refuses as too old what the reference refuses as that", async () => {
    const cases = await readFixture("protocol/nonce-window", windowSchema);
    const old = cases.filter(({ result, stored }) => stored === null && result.includes("acceptable delta"));
    expect(old).to.have.length.above(2);
    for (const { label, nowNs, nonceNs, timeout } of old) {
      const ageMs = Number((nowNs - nonceNs) / 1_000_000n);
      expect(outcome({ ageMs, maxAgeMs: 4_000 + (timeout ?? 0) * 1_000 }), label).to.equal("stale");
    }
  });
});

const caps = freshnessCaps({ maxTimeoutSeconds: 60, maxAheadSeconds: 5 });

interface Window {
  readonly ageMs: number;
  readonly maxAgeMs?: number;
  readonly maxAheadMs?: number;
}

function outcome({ ageMs, maxAgeMs = 10_000, maxAheadMs = 2_000 }: Window): string | undefined {
  const claim = { scheme: "btauth", sentAtMs: -ageMs, maxAgeMs, maxAheadMs } as const;
  return reasonOf(() => requireFresh(claim, 0, caps));
}

function messageOf(scheme: "synapse" | "btauth" | "epistula", ageMs: number): string {
  const claim = { scheme, sentAtMs: nowMs - ageMs, maxAgeMs: 16_000, maxAheadMs: 2_000 };
  try {
    requireFresh(claim, nowMs, caps);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return expect.fail("was fresh");
}

const windowSchema = z
  .array(
    z.object({
      label: z.string(),
      now_ns: z.string(),
      nonce_ns: z.string().nullable(),
      stored_ns_for_hotkey_uuid: z.string().nullable(),
      timeout_header_s: z.number().nullable(),
      python_axon_result: z.string(),
    }),
  )
  .transform((cases) =>
    cases.map((one) => ({
      label: one.label,
      nowNs: BigInt(one.now_ns),
      nonceNs: BigInt(one.nonce_ns ?? 0),
      stored: one.stored_ns_for_hotkey_uuid,
      timeout: one.timeout_header_s,
      result: one.python_axon_result,
    })),
  );
