import { expect } from "chai";
import { z } from "zod";
import { judgeNonce } from "../../../../src/protocol/synapse/judge-nonce.ts";
import { readFixture } from "../../../support/fixtures.ts";

const integer = z.string().transform(BigInt);
const vectorsSchema = z.array(
  z.object({
    label: z.string(),
    now_ns: integer,
    nonce_ns: integer.nullable(),
    stored_ns_for_hotkey_uuid: integer.nullable(),
    timeout_header_s: z.number().nullable(),
    dendrite_version: z.number().nullable(),
    python_axon_result: z.string(),
  }),
);

describe(judgeNonce.name, () => {
  it("judges the 14 cases of the vectors as the reference axon does", async () => {
    const vectors = await readFixture("protocol/nonce-window", vectorsSchema);
    expect(vectors).to.have.lengthOf(14);
    for (const vector of vectors) {
      const refusal = judgeNonce({
        nowNs: vector.now_ns,
        nonceNs: vector.nonce_ns ?? undefined,
        lastNs: vector.stored_ns_for_hotkey_uuid ?? undefined,
        timeoutS: vector.timeout_header_s ?? undefined,
        version: vector.dendrite_version ?? undefined,
      });
      const result = refusal === undefined ? "accept (then signature is checked)" : `reject: ${refusal}`;
      expect(result, vector.label).to.equal(vector.python_axon_result);
    }
  });

  it("has no end to the window for a timeout of inf or nan", () => {
    const facts = { nowNs: 10n ** 18n, nonceNs: 1n, lastNs: undefined, version: 10_002_000 };
    for (const timeoutS of [Infinity, NaN]) expect(judgeNonce({ ...facts, timeoutS })).to.be.undefined;
    expect(judgeNonce({ ...facts, timeoutS: 1 })).to.match(/too old/);
  });
});
