import { expect } from "chai";
import fc from "fast-check";
import { Refusal } from "../../../src/protocol/refusal.ts";
import type { AuthScheme, OutgoingRequest, RequestHead } from "../../../src/protocol/scheme.ts";

export const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
export const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

const fuzzedHeaderSets = 100_000;
const fuzzTimeLimitMs = 20_000;

/** Every scheme does this, whatever it covers. */
export function describeScheme(scheme: AuthScheme): void {
  describe(`${scheme.name} as a scheme`, () => {
    it("reads what it writes, and asks for the text that was signed", () => {
      fc.assert(
        fc.property(anyRequest, (request) => {
          const signed: string[] = [];
          const headers = scheme.headersFor(request, (message) => {
            signed.push(message);
            return new Uint8Array(64).fill(0xab);
          });
          const claim = scheme.readClaim({ ...request, headers });
          expect(scheme.isUsedBy(headers)).to.be.true;
          expect(claim.scheme).to.equal(scheme.name);
          expect(claim.hotkey).to.equal(alice);
          expect(claim.signature).to.equal(`0x${"ab".repeat(64)}`);
          expect([undefined, bob]).to.include(claim.receiver);
          expect(claim.message(bob, request.body)).to.equal(signed[0]);
          const sentAtMs = Number(request.sentAtNs / 1_000_000n);
          expect(claim.sentAtMs).to.be.within(sentAtMs - 999, sentAtMs);
        }),
      );
    });

    it("knows its headers from those of no scheme", () => {
      expect(scheme.isUsedBy({})).to.be.false;
      expect(scheme.isUsedBy({ host: "127.0.0.1:8091", accept: "*/*", "user-agent": "curl" })).to.be.false;
    });

    it("refuses each header that stands twice", () => {
      const head = createHead(scheme);
      for (const [name, value] of Object.entries(head.headers)) {
        if (isNotRead(name)) continue;
        for (const twice of [`${String(value)}, ${String(value)}`, `${String(value)},${String(value)}`]) {
          const headers = { ...head.headers, [name]: twice };
          expect(reasonOf(scheme, { ...head, headers }), name).to.equal("malformed");
        }
        const headers = { ...head.headers, [name]: [String(value), String(value)] };
        expect(reasonOf(scheme, { ...head, headers }), name).to.equal("malformed");
      }
    });

    it("makes a claim or a refusal of 100,000 mutated header sets, and nothing else", function () {
      this.timeout(fuzzTimeLimitMs);
      const outcomes = { claims: 0, refusals: 0 };
      for (const head of fc.sample(mutated(createHead(scheme)), fuzzedHeaderSets)) {
        if (reasonOf(scheme, head) === "malformed") outcomes.refusals += 1;
        else outcomes.claims += 1;
      }
      expect(outcomes.claims).to.be.greaterThan(0);
      expect(outcomes.refusals).to.be.greaterThan(fuzzedHeaderSets / 2);
    });
  });
}

/** Returns a request that nobody has signed, from Alice to Bob. */
export function createRequest(overrides: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    method: "POST",
    target: "/AlertScores?window_days=7",
    body: Buffer.from("{}"),
    sender: alice,
    receiver: bob,
    sentAtNs: 1_760_000_000_123_456_789n,
    uuid: "0f1e2d3c-4b5a-11f0-8c9d-0242ac120002",
    timeoutMs: 12_000,
    synapse: { name: "AlertScores", bodyHash: "00".repeat(32), required: {}, ip: "203.0.113.7", port: 8091 },
    ...overrides,
  };
}

/** Returns a request's line and headers in this scheme, under a signature that is none. */
export function createHead(scheme: AuthScheme, overrides: Partial<OutgoingRequest> = {}): RequestHead {
  const request = createRequest(overrides);
  return { ...request, headers: scheme.headersFor(request, () => new Uint8Array(64)) };
}

/** Returns why a request is turned away, or undefined when it is not. Other errors are thrown. */
export function reasonOf(scheme: AuthScheme, head: RequestHead): string | undefined {
  try {
    const claim = scheme.readClaim(head);
    expect(claim.message(bob, new Uint8Array())).to.be.a("string");
    expect(claim.sentAtMs).to.be.within(0, Number.MAX_SAFE_INTEGER);
    expect(claim.maxAgeMs).to.be.within(0, 120_000);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
}

/** Headers that are written for others and that a claim is not made of. */
function isNotRead(name: string): boolean {
  return /^(?:name|header_size|total_size)$|_(?:ip|port|version)$|secret-signature/.test(name);
}

const anyRequest = fc
  .record({
    target: fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).pathname),
    body: fc.uint8Array(),
    sentAtNs: fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }),
    uuid: fc.uuid(),
    timeoutMs: fc.integer({ min: 1, max: 600_000 }),
  })
  .filter(({ sentAtNs }) => sentAtNs / 1_000_000n < 10n ** 15n)
  .map((overrides) => createRequest(overrides));

/** Changes one to three headers of a good request: drops, repeats, cuts, mixes up, swaps or replaces them. */
function mutated(head: RequestHead): fc.Arbitrary<RequestHead> {
  const names = Object.keys(head.headers);
  const mutation = fc.record({ name: fc.constantFrom(...names), change: anyChange, with: anyText });
  return fc.array(mutation, { minLength: 1, maxLength: 3 }).map((mutations) => {
    const headers: Record<string, string | readonly string[] | undefined> = { ...head.headers };
    for (const { name, change, with: text } of mutations) {
      headers[name] = change(String(headers[name] ?? ""), text);
    }
    return { ...head, headers };
  });
}

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom("", "0", "-1", "nan", "inf", "1e999", "0x", alice, "é", "\n", "\0", "9".repeat(20)),
  fc.constant("A".repeat(10_000)),
);

const anyChange = fc.constantFrom<(value: string, text: string) => string | readonly string[] | undefined>(
  () => undefined,
  (value) => `${value}, ${value}`,
  (value) => [value, value],
  (value) => value.slice(0, -1),
  (value) => value.slice(1),
  (value) => value.toUpperCase(),
  (value) => `${value} `,
  (value, text) => value.slice(0, value.length / 2) + text,
  (value, text) => value + text,
  (_value, text) => text,
);
