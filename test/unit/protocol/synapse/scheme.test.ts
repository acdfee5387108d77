import { expect } from "chai";
import { z } from "zod";
import { synapseScheme } from "../../../../src/protocol/synapse/scheme.ts";
import { verifySignature } from "../../../../src/wallet/verify-signature.ts";
import { readFixture } from "../../../support/fixtures.ts";
import { alice, bob, createHead, createRequest, describeScheme, reasonOf } from "../scheme-contract.ts";

const signedSchema = z.object({ message: z.string(), signature: z.string(), signer_ss58: z.string() });
const signaturesSchema = z.object({ with_body_hash: signedSchema, empty_hash_fields: signedSchema });
const requestSchema = z.object({
  body_hash: z.string(),
  signature: z.string(),
  headers_in_order: z.array(z.tuple([z.string(), z.string()])),
});

describe("synapseScheme", () => {
  describeScheme(synapseScheme);

  it("writes the headers of the vector, in their order, but for the sizes that CPython has", async () => {
    const vector = await readFixture("protocol/full-request", requestSchema);
    const request = createRequest({
      sentAtNs: 1_760_000_000_123_456_789n,
      synapse: {
        name: "Echo",
        bodyHash: vector.body_hash,
        required: { text: "hello", count: 3, ratio: 0.5, tags: ["x"], meta: { a: 1 }, flag: true },
        ip: "203.0.113.7",
        port: 8091,
        senderIp: "198.51.100.20",
      },
    });
    const headers = synapseScheme.headersFor(request, () => Buffer.from(vector.signature.slice(2), "hex"));
    const expected = vector.headers_in_order.map(([name, value]) => [name, sizes[name] ?? value]);
    expect(Object.entries(headers)).to.deep.equal(expected);
  });

  it("reads the request of the vector", async () => {
    const vector = await readFixture("protocol/full-request", requestSchema);
    const { with_body_hash: signed } = await readFixture("protocol/dendrite-signature", signaturesSchema);
    const headers = Object.fromEntries(vector.headers_in_order);
    const claim = synapseScheme.readClaim({ method: "POST", target: "/Echo", headers });
    const message = claim.message(bob, new Uint8Array());
    expect(message).to.equal(signed.message);
    expect(verifySignature({ address: claim.hotkey, message, signature: claim.signature })).to.be.true;
    const forAlice = claim.message(alice, new Uint8Array());
    expect(verifySignature({ address: claim.hotkey, message: forAlice, signature: claim.signature })).to.be
      .false;
    expect(claim).to.include({ sentAtMs: 1_760_000_000_123, maxAgeMs: 16_000, maxAheadMs: 4_000 });
    expect(claim).to.include({ receiver: bob, hotkey: alice });
    expect(claim.replayKey).to.equal("1760000000123456789:0f1e2d3c-4b5a-11f0-8c9d-0242ac120002");
    expect(claim.body).to.deep.equal({ kind: "fields", bodyHash: vector.body_hash });
  });

  it("honours a timeout of at most a minute, none as 0", () => {
    const head = createHead(synapseScheme);
    const ageAt = (timeout: string | undefined): number =>
      synapseScheme.readClaim({ ...head, headers: { ...head.headers, timeout } }).maxAgeMs;
    expect(ageAt(undefined)).to.equal(4_000);
    expect(ageAt("0.5")).to.equal(4_500);
    expect(ageAt("1e-05")).to.be.closeTo(4_000, 0.1);
    expect(ageAt("12")).to.equal(16_000);
    expect(ageAt("3600.0")).to.equal(64_000);
    expect(ageAt("1e300")).to.equal(64_000);
  });

  for (const timeout of ["inf", "nan", "-1", "-0.0", "Infinity", "", "12.0s", "0x10", "1_0", " 12"]) {
    it(`refuses a timeout of ${JSON.stringify(timeout)}`, () => {
      const head = createHead(synapseScheme);
      expect(reasonOf(synapseScheme, { ...head, headers: { ...head.headers, timeout } })).to.equal(
        "malformed",
      );
    });
  }

  it("refuses a request without a signature, which the SDK lets pass", () => {
    const head = createHead(synapseScheme);
    const headers = { ...head.headers, bt_header_dendrite_signature: undefined };
    expect(synapseScheme.isUsedBy(headers)).to.be.true;
    expect(reasonOf(synapseScheme, { ...head, headers })).to.equal("malformed");
  });

  it("refuses a nonce of 21 digits, with a sign or with leading zeros, and a hash in upper case", () => {
    const head = createHead(synapseScheme);
    for (const nonce of ["1".repeat(21), "-1", "+1", "01", "1.0", "1e18", ""]) {
      const headers = { ...head.headers, bt_header_dendrite_nonce: nonce };
      expect(reasonOf(synapseScheme, { ...head, headers }), nonce).to.equal("malformed");
    }
    const headers = { ...head.headers, computed_body_hash: "AB".repeat(32) };
    expect(reasonOf(synapseScheme, { ...head, headers })).to.equal("malformed");
  });

  it("throws INTERNAL for a request of ours that names no class", () => {
    const { synapse, ...request } = createRequest();
    expect(synapse).to.exist;
    expect(() => synapseScheme.headersFor(request, () => new Uint8Array(64)))
      .to.throw()
      .with.property("code", "INTERNAL");
  });
});

/** Ours are other sizes: nothing in the headers, the bytes of the body in total. */
const sizes: Readonly<Record<string, string>> = { header_size: "0", total_size: "2" };
