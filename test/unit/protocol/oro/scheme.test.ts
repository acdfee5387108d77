import { expect } from "chai";
import { z } from "zod";
import { createOroScheme, oroScheme } from "../../../../src/protocol/oro/scheme.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { alice, bob, createHead, createRequest, describeScheme, reasonOf } from "../scheme-contract.ts";

const signedSchema = z.object({ message: z.string(), signature: z.string() });
const vectorSchema = z.object({
  timestamp: z.number(),
  nonce: z.string(),
  colon: signedSchema,
  dot: signedSchema,
});

describe("oroScheme", () => {
  describeScheme(oroScheme);

  for (const form of ["colon", "dot"] as const) {
    it(`writes and reads the request of the vector in its ${form} form`, async () => {
      const vector = await readFixture("protocol/oro", vectorSchema);
      const scheme = form === "colon" ? oroScheme : createOroScheme(".");
      const { message, signature } = vector[form];
      const request = createRequest({ uuid: vector.nonce });
      const headers = scheme.headersFor(request, (text) => {
        expect(text).to.equal(message);
        return Buffer.from(signature.slice(2), "hex");
      });
      expect(headers).to.deep.equal({
        "x-hotkey": alice,
        "x-timestamp": String(vector.timestamp),
        "x-nonce": vector.nonce,
        "x-signature": signature,
      });
      const claim = scheme.readClaim({ ...request, headers });
      expect(claim.message(bob, request.body)).to.equal(message);
      expect(verifySignature({ address: claim.hotkey, message, signature: claim.signature })).to.be.true;
      expect(claim).to.include({ sentAtMs: vector.timestamp * 1000, maxAgeMs: 60_000, maxAheadMs: 60_000 });
      expect(claim).to.include({ receiver: undefined, replayKey: vector.nonce });
      expect(claim.body).to.deep.equal({ kind: "none" });
    });
  }

  it("takes a signature without 0x and gives it one", () => {
    const head = createHead(oroScheme);
    const claim = oroScheme.readClaim({
      ...head,
      headers: { ...head.headers, "x-signature": "ab".repeat(64) },
    });
    expect(claim.signature).to.equal(`0x${"ab".repeat(64)}`);
  });

  it("refuses a nonce with a colon or of 257 characters", () => {
    const head = createHead(oroScheme);
    for (const nonce of ["a:b", "a".repeat(257), ""]) {
      const headers = { ...head.headers, "x-nonce": nonce };
      expect(reasonOf(oroScheme, { ...head, headers })).to.equal("malformed");
    }
  });
});
