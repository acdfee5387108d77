import { expect } from "chai";
import { z } from "zod";
import { fiberScheme } from "../../../../src/protocol/fiber/scheme.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { alice, bob, createHead, createRequest, describeScheme, reasonOf } from "../scheme-contract.ts";

const vectorSchema = z.object({
  body_utf8: z.string(),
  nonce: z.string(),
  request: z.object({ message: z.string(), signature: z.string() }),
});

describe("fiberScheme", () => {
  describeScheme(fiberScheme);

  it("writes and reads the request of the vector", async () => {
    const vector = await readFixture("protocol/fiber", vectorSchema);
    const request = createRequest({ body: Buffer.from(vector.body_utf8), uuid: "aB3dE5fG7h" });
    const signature = vector.request.signature;
    const headers = fiberScheme.headersFor(request, (message) => {
      expect(message).to.equal(vector.request.message);
      return Buffer.from(signature.slice(2), "hex");
    });
    expect(headers).to.deep.equal({
      "validator-hotkey": alice,
      "miner-hotkey": bob,
      nonce: vector.nonce,
      signature,
    });
    const claim = fiberScheme.readClaim({ ...request, headers });
    const message = claim.message(bob, request.body);
    expect(verifySignature({ address: claim.hotkey, message, signature: claim.signature })).to.be.true;
    expect(claim).to.include({ sentAtMs: 1_760_000_000_123, maxAgeMs: 120_000, maxAheadMs: 120_000 });
    expect(claim).to.include({ receiver: bob, replayKey: vector.nonce });
  });

  it("makes ten letters and digits of any uuid", () => {
    const nonceOf = (uuid: string): unknown => createHead(fiberScheme, { uuid }).headers["nonce"];
    expect(nonceOf("0f1e2d3c-4b5a-11f0")).to.equal("1760000000123456789_0f1e2d3c4b");
    expect(nonceOf("lane-1")).to.equal("1760000000123456789_lane100000");
  });

  it("is not meant by headers that only have common names", () => {
    expect(fiberScheme.isUsedBy({ nonce: "1", signature: "0x" })).to.be.false;
  });

  it("refuses a nonce in another form and a request that names no receiver", () => {
    const head = createHead(fiberScheme);
    for (const nonce of ["1760000000123456789", "1760000000123456789_abc", "_aB3dE5fG7h", "-1_aB3dE5fG7h"]) {
      expect(reasonOf(fiberScheme, { ...head, headers: { ...head.headers, nonce } })).to.equal("malformed");
    }
    const headers = { ...head.headers, "miner-hotkey": undefined };
    expect(reasonOf(fiberScheme, { ...head, headers })).to.equal("malformed");
  });
});
