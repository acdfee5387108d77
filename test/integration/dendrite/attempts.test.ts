import { expect } from "chai";
import { answerSignature, timeoutMs } from "../../support/dendrite.ts";
import { answers, breaksAfter, type HostileServer } from "../../support/hostile-server.ts";
import { Fixture } from "./fixture.ts";

const body = Buffer.from('{"scores":[1,2,3,4,5,6,7,8,9]}');
const signed = answerSignature(body);

describe("Dendrite: once or again", () => {
  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.end());

  describe("redirects", () => {
    for (const status of [301, 302, 307, 308]) {
      it(`of status ${status} are refusals, and never followed`, async () => {
        const other = await fixture.serve(answers(200, body));
        const server = await fixture.serve(answers(status, "", { location: other.url }));
        expect(await fixture.get(server)).to.include({ kind: "refused", status, attempts: 1 });
        expect(other.requests).to.be.empty;
      });
    }
  });

  describe("another attempt", () => {
    it("is made of a GET that broke off, signed anew with a greater nonce", async () => {
      const server = await fixture.serve(breaksAfter(body, 20), answers(200, body, signed));
      expect(await fixture.get(server)).to.include({ kind: "answered", attempts: 2 });
      expectSignedAnew(server);
    });

    it("is made of a GET whose connection was reset", async () => {
      const server = await fixture.serve((request) => request.socket.destroy(), answers(200, body));
      expect(await fixture.get(server)).to.include({ kind: "answered", attempts: 2 });
      expectSignedAnew(server);
    });

    it("is not made of a POST that may have arrived", async () => {
      const server = await fixture.serve((request) => request.socket.destroy(), answers(200, body));
      expect(await fixture.post(server)).to.include({ kind: "unreachable", sent: "perhaps", attempts: 1 });
      const other = await fixture.serve(breaksAfter(body, 20), answers(200, body));
      expect(await fixture.post(other)).to.include({ kind: "bad_answer", brokeOff: true, attempts: 1 });
      expect([...server.requests, ...other.requests]).to.have.lengthOf(2);
    });

    it("is made after as long as a 429 asks for, and tells how long is left", async () => {
      const server = await fixture.serve(answers(429, "", { "retry-after": 45 }), answers(200, body));
      expect(await fixture.get(server)).to.include({ kind: "answered", attempts: 2, durationMs: 45_000 });
      expect(fixture.clock.waits).to.deep.equal([45_000]);
      expectSignedAnew(server);
      expect(server.requests[1]?.headers).to.have.property("x-timeout", String(timeoutMs - 45_000));
    });

    it("is not made when that would be after the deadline", async () => {
      const server = await fixture.serve(answers(429, '{"message":"cooldown"}', { "retry-after": 3_600 }));
      const outcome = await fixture.get(server);
      expect(outcome).to.include({
        kind: "refused",
        message: "cooldown",
        retryAfterMs: 3_600_000,
        attempts: 1,
      });
      expect(fixture.clock.waits).to.be.empty;
    });

    it("is made of a 503 twice, and then no more", async () => {
      const server = await fixture.serve(answers(503));
      expect(await fixture.get(server)).to.include({ kind: "refused", status: 503, attempts: 3 });
      expect(fixture.clock.waits).to.deep.equal([250, 500]);
      expect(server.requests).to.have.lengthOf(3);
    });

    it("is not made of a POST that was told to wait; the caller learns how long", async () => {
      const server = await fixture.serve(answers(429, "", { "retry-after": 2 }), answers(200));
      expect(await fixture.post(server)).to.include({ kind: "refused", retryAfterMs: 2_000, attempts: 1 });
    });
  });
});

/** Two requests that differ in nonce, uuid and signature, the nonce growing. */
function expectSignedAnew({ requests }: HostileServer): void {
  const [first, second] = requests.map(({ headers }) => headers);
  expect(requests).to.have.lengthOf(2);
  expect(BigInt(String(second?.["x-nonce"])) > BigInt(String(first?.["x-nonce"]))).to.equal(true);
  for (const name of ["x-uuid", "x-signature"]) expect(second?.[name]).to.not.equal(first?.[name]);
}
