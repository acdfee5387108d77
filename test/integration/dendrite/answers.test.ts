import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { alice, answerSignature, bob, charlie, targetAt, timeoutMs } from "../../support/dendrite.ts";
import { answers, drips, hangs, stallsAfter, startHostileServer } from "../../support/hostile-server.ts";
import { Fixture, watched } from "./fixture.ts";

const body = Buffer.from(JSON.stringify({ scores: Array.from({ length: 100 }, (_, index) => index / 7) }));
const signed = answerSignature(body);

describe("Dendrite: what comes back", () => {
  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.end());

  describe("an answer", () => {
    it("comes whole, with its signature checked", async () => {
      const server = await fixture.serve(
        answers(200, body, { ...signed, "content-type": "application/json" }),
      );
      const outcome = await fixture.get(server);
      expect(outcome).to.include({ kind: "answered", status: 200, attempts: 1, durationMs: 0 });
      expect(outcome).to.have.deep.property("body", body);
      expect(outcome).to.have.nested.property("signature.outcome", "valid");
      expect(server.requests[0]).to.have.property("path", "/scores?day=1");
      expect(server.requests[0]?.headers).to.include({
        "x-from": alice.address,
        "x-to": bob.address,
        "x-timeout": String(timeoutMs),
        "accept-encoding": "gzip, br",
      });
    });

    for (const [coding, encoded] of [
      ["gzip", gzipSync(body)],
      ["br", brotliCompressSync(body)],
      ["identity", body],
    ] as const) {
      it(`is verified after its ${coding} coding is taken off`, async () => {
        const outcome = await fixture.get(
          await fixture.serve(answers(200, encoded, { ...signed, "content-encoding": coding })),
        );
        expect(outcome).to.have.deep.property("body", body);
        expect(outcome).to.have.nested.property("signature.outcome", "valid");
      });
    }

    const forged = answerSignature('{"scores":[]}');
    for (const [outcome, headers] of [
      ["unsigned", {}],
      ["wrong_hotkey", answerSignature(body, charlie)],
      ["invalid", forged],
      ["invalid", { ...signed, "X-Neuron-Signed-At": "1754000000001" }],
    ] as const) {
      it(`is told to be ${outcome}, and still shown`, async () => {
        const answer = await fixture.get(await fixture.serve(answers(200, body, headers)));
        expect(answer).to.have.property("kind", "answered");
        expect(answer).to.have.nested.property("signature.outcome", outcome);
      });
    }

    it("that refuses brings its words, its body and its signature", async () => {
      const words = '{"message":"Not Verified with error: stale"}';
      const outcome = await fixture.get(await fixture.serve(answers(401, words, answerSignature(words))));
      expect(outcome).to.include({ kind: "refused", status: 401, message: "Not Verified with error: stale" });
      expect(outcome).to.have.nested.property("signature.outcome", "valid");
    });

    it("is asked for without a signature where the target's hotkey is not known", async () => {
      const server = await fixture.serve(answers(200, body, signed));
      const { host, port } = targetAt(server.url);
      const outcome = await fixture.get(server, { target: { host, port } });
      expect(outcome).to.have.nested.property("signature.hotkey", bob.address);
      expect(server.requests[0]?.headers).to.not.have.property("x-signature");
    });

    it("may have any type: a body is bytes", async () => {
      const outcome = await fixture.get(
        await fixture.serve(answers(200, "<html>", { "content-type": "text/html" })),
      );
      expect(outcome).to.have.property("kind", "answered");
    });
  });

  describe("no answer", () => {
    it("in time ends the call and its connection", async () => {
      const { behaviour, asked, closed } = watched(hangs());
      const call = fixture.get(await fixture.serve(behaviour));
      await asked;
      fixture.clock.expire();
      expect(await call).to.deep.equal({ kind: "timeout", timeoutMs, attempts: 1, durationMs: timeoutMs });
      await closed;
    });

    for (const [what, behaviour] of [
      ["dribbles without an end", drips(1)],
      ["stops in the middle", stallsAfter(body, 10)],
    ] as const) {
      it(`in time is an answer that ${what}`, async () => {
        const watch = watched(behaviour);
        const call = fixture.get(await fixture.serve(watch.behaviour));
        await watch.asked;
        fixture.clock.expire();
        expect(await call).to.include({ kind: "timeout", attempts: 1 });
        await watch.closed;
      });
    }

    it("is one that says to be too large; the rest is not read", async () => {
      const { behaviour, closed } = watched(stallsAfter(Buffer.alloc(2_000), 10));
      fixture.configure({ settings: { maxAnswerBytes: 1_000 } });
      expect(await fixture.get(await fixture.serve(behaviour))).to.include({
        kind: "too_large",
        limitBytes: 1_000,
        attempts: 1,
      });
      await closed;
    });

    it("is one that turns out too large; the rest is not read", async () => {
      const { behaviour, closed } = watched(drips(1));
      fixture.configure({ settings: { maxAnswerBytes: 20 } });
      expect(await fixture.get(await fixture.serve(behaviour))).to.include({
        kind: "too_large",
        limitBytes: 20,
      });
      await closed;
    });

    it("is one of exactly the limit and one byte, while the limit itself is taken", async () => {
      fixture.configure({ settings: { maxAnswerBytes: 100 } });
      const server = await fixture.serve(answers(200, Buffer.alloc(100)), answers(200, Buffer.alloc(101)));
      expect(await fixture.get(server)).to.have.property("kind", "answered");
      expect(await fixture.get(server)).to.have.property("kind", "too_large");
    });

    for (const [coding, bomb] of [
      ["gzip", gzipSync(Buffer.alloc(50_000_000))],
      ["br", brotliCompressSync(Buffer.alloc(50_000_000))],
    ] as const) {
      it(`is a ${coding} bomb`, async () => {
        const outcome = await fixture.get(
          await fixture.serve(answers(200, bomb, { "content-encoding": coding })),
        );
        expect(outcome).to.include({ kind: "too_large", attempts: 1 });
      });
    }

    for (const [what, encoded, coding] of [
      ["is no gzip", body, "gzip"],
      ["is half a gzip", gzipSync(body).subarray(0, 40), "gzip"],
      ["is in an unknown coding", body, "zstd"],
      ["is in a coding inside another", gzipSync(gzipSync(body)), "gzip, gzip"],
    ] as const) {
      it(`is one that ${what}`, async () => {
        const outcome = await fixture.get(
          await fixture.serve(answers(200, encoded, { "content-encoding": coding })),
        );
        expect(outcome).to.include({ kind: "bad_answer", brokeOff: false, attempts: 1 });
      });
    }

    it("is one with headers without an end", async () => {
      const server = await fixture.serve(answers(200, body, { "x-long": "x".repeat(20_000) }));
      expect(await fixture.get(server)).to.include({ kind: "bad_answer", attempts: 1 });
    });

    it("is something else than HTTP", async () => {
      const tcp = createServer((socket) => {
        socket.once("data", () => socket.end("500 unrecognized command\r\n"));
      }).listen(0, "127.0.0.1");
      await once(tcp, "listening");
      // An address is text only for a server on a pipe.
      const { port } = tcp.address() as AddressInfo;
      const outcome = await fixture.get({ url: `http://127.0.0.1:${port}` });
      expect(outcome).to.include({ kind: "bad_answer", attempts: 1 });
      tcp.close();
    });

    it("comes from a port where nobody listens, also after more attempts", async () => {
      const server = await startHostileServer(hangs());
      await server.close();
      expect(await fixture.post(server)).to.include({ kind: "unreachable", sent: "never", attempts: 3 });
      expect(fixture.clock.waits).to.deep.equal([250, 500]);
    });

    it("comes from a name that does not exist", async () => {
      const target = { host: "nobody.invalid", port: 8091, hotkey: bob.address };
      expect(await fixture.get({ url: "http://x:1" }, { target })).to.include({
        kind: "unreachable",
        sent: "never",
      });
    });
  });
});
