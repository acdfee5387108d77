import { expect } from "chai";
import { z } from "zod";
import { epistulaScheme } from "../../../../src/protocol/epistula/scheme.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { alice, bob, createHead, createRequest, describeScheme, reasonOf } from "../scheme-contract.ts";

const signedSchema = z.object({ message: z.string(), signature: z.string() });
const vectorSchema = z.object({
  body_utf8: z.string(),
  uuid: z.string(),
  timestamp_ms: z.number(),
  request: signedSchema,
  without_signed_for: signedSchema,
  secret_signatures: z.array(signedSchema),
  headers: z.array(z.string()),
});

describe("epistulaScheme", () => {
  describeScheme(epistulaScheme);

  it("writes the request of the vector, secret signatures included, and reads it", async () => {
    const vector = await readFixture("protocol/epistula", vectorSchema);
    const body = Buffer.from(vector.body_utf8);
    const request = createRequest({ body, uuid: vector.uuid, sentAtNs: 1_760_000_000_123_999_999n });
    const signatures = [vector.request, ...vector.secret_signatures];
    const headers = epistulaScheme.headersFor(request, (message) => {
      const signature = signatures.find((signed) => signed.message === message)?.signature;
      return Buffer.from(signature?.slice(2) ?? "", "hex");
    });
    expect(Object.keys(headers)).to.deep.equal(
      vector.headers.map((line) => line.replace(/:.*/, "").toLowerCase()),
    );
    expect(Object.values(headers)).to.deep.equal([
      ...["2", String(vector.timestamp_ms), vector.uuid, alice, bob],
      ...signatures.map(({ signature }) => signature),
    ]);
    const claim = epistulaScheme.readClaim({ ...request, headers });
    const message = claim.message(bob, body);
    expect(message).to.equal(vector.request.message);
    expect(verifySignature({ address: claim.hotkey, message, signature: claim.signature })).to.be.true;
    expect(claim).to.include({ sentAtMs: vector.timestamp_ms, maxAgeMs: 8_000, maxAheadMs: 2_000 });
    expect(claim.replayKey).to.equal(`${vector.timestamp_ms}:${vector.uuid}`);
    expect(claim.body).to.deep.equal({ kind: "bytes" });
  });

  it("signs nothing in the place of a receiver that is not named or empty", async () => {
    const vector = await readFixture("protocol/epistula", vectorSchema);
    const head = createHead(epistulaScheme, { uuid: vector.uuid, sentAtNs: 1_760_000_000_123_000_000n });
    for (const signedFor of [undefined, ""]) {
      const headers = { ...head.headers, "epistula-signed-for": signedFor };
      const claim = epistulaScheme.readClaim({ ...head, headers });
      expect(claim.receiver).to.be.undefined;
      expect(claim.message(bob, Buffer.from(vector.body_utf8))).to.equal(vector.without_signed_for.message);
    }
  });

  it("refuses version 1, other times than whole milliseconds and a uuid that holds a dot", () => {
    const head = createHead(epistulaScheme);
    const wrong = {
      "epistula-version": "1",
      "epistula-timestamp": "1760000000123.0",
      "epistula-uuid": "a.1760000000123",
    };
    for (const [name, value] of Object.entries(wrong)) {
      const headers = { ...head.headers, [name]: value };
      expect(reasonOf(epistulaScheme, { ...head, headers }), name).to.equal("malformed");
    }
  });
});
