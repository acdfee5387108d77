import { expect } from "chai";
import { z } from "zod";
import { btauthScheme } from "../../../../src/protocol/btauth/scheme.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { alice, bob, createHead, createRequest, describeScheme, reasonOf } from "../scheme-contract.ts";

const vectorSchema = z.object({
  body_utf8: z.string(),
  payload_sr25519: z.string(),
  sr25519: z.object({ signature: z.string() }),
  payload_ed25519: z.string(),
  ed25519_signer: z.string(),
  ed25519_signature: z.string(),
});

describe("btauthScheme", () => {
  describeScheme(btauthScheme);

  it("writes and reads the request of the vector", async () => {
    const vector = await readFixture("protocol/btauth", vectorSchema);
    const request = createRequest({
      target: "/generate?stream=false",
      body: Buffer.from(vector.body_utf8),
      sentAtNs: 1_752_076_800_000_000_000n,
    });
    const signature = vector.sr25519.signature;
    const headers = btauthScheme.headersFor(request, (message) => {
      expect(message).to.equal(vector.payload_sr25519);
      return Buffer.from(signature.slice(2), "hex");
    });
    expect(headers).to.deep.equal({
      "x-bittensor-version": "1",
      "x-bittensor-hotkey": alice,
      "x-bittensor-receiver": bob,
      "x-bittensor-nonce": "1752076800000000000",
      "x-bittensor-signature": signature,
    });
    const claim = btauthScheme.readClaim({ ...request, headers });
    const message = claim.message(bob, request.body);
    expect(verifySignature({ address: claim.hotkey, message, signature: claim.signature })).to.be.true;
    expect(claim).to.include({ sentAtMs: 1_752_076_800_000, maxAgeMs: 10_000, maxAheadMs: 2_000 });
    expect(claim).to.include({ receiver: bob, replayKey: "1752076800000000000" });
    expect(claim.body).to.deep.equal({ kind: "bytes" });
  });

  it("reads the published ed25519 request", async () => {
    const vector = await readFixture("protocol/btauth", vectorSchema);
    const claim = btauthScheme.readClaim({
      method: "POST",
      target: "/generate?stream=false",
      headers: {
        "x-bittensor-version": "1",
        "x-bittensor-hotkey": vector.ed25519_signer,
        "x-bittensor-receiver": bob,
        "x-bittensor-nonce": "1752076800000000000",
        "x-bittensor-crypto": "ed25519",
        "x-bittensor-signature": vector.ed25519_signature,
      },
    });
    const message = claim.message(bob, Buffer.from(vector.body_utf8));
    const { hotkey: address, signature, cryptoType } = claim;
    expect(message).to.equal(vector.payload_ed25519);
    expect(verifySignature({ address, message, signature, cryptoType })).to.be.true;
  });

  it("signs a hyphen where no receiver is named", () => {
    const head = createHead(btauthScheme);
    const claim = btauthScheme.readClaim({
      ...head,
      headers: { ...head.headers, "x-bittensor-receiver": undefined },
    });
    expect(claim.receiver).to.be.undefined;
    expect(claim.message(bob, Buffer.from("")).split("\n").at(-1)).to.equal("-");
  });

  it("puts us in the place of the receiver, whoever the headers name", () => {
    const claim = btauthScheme.readClaim(createHead(btauthScheme, { receiver: alice }));
    expect(claim.receiver).to.equal(alice);
    expect(claim.message(bob, Buffer.from("")).split("\n").at(-1)).to.equal(bob);
  });

  it("refuses other kinds of signatures by their name", () => {
    const head = createHead(btauthScheme);
    for (const crypto of ["mldsa", "hashed"]) {
      const headers = { ...head.headers, "x-bittensor-crypto": crypto };
      expect(() => btauthScheme.readClaim({ ...head, headers })).to.throw(crypto);
      expect(reasonOf(btauthScheme, { ...head, headers })).to.equal("malformed");
    }
  });

  it("refuses a request line that could be read as another one", () => {
    const head = createHead(btauthScheme);
    for (const target of ["/a\nb", "/a b", "", "/\u0000"]) {
      expect(reasonOf(btauthScheme, { ...head, target })).to.equal("malformed");
    }
    expect(reasonOf(btauthScheme, { ...head, method: "GET\n/" })).to.equal("malformed");
  });

  it("refuses another version, a nonce with leading zeros and a signature without 0x", () => {
    const head = createHead(btauthScheme);
    const wrong = {
      "x-bittensor-version": "2",
      "x-bittensor-nonce": "01752076800000000000",
      "x-bittensor-signature": "00".repeat(64),
      "x-bittensor-hotkey": `0x${"00".repeat(32)}`,
    };
    for (const [name, value] of Object.entries(wrong)) {
      const headers = { ...head.headers, [name]: value };
      expect(reasonOf(btauthScheme, { ...head, headers }), name).to.equal("malformed");
    }
  });
});
