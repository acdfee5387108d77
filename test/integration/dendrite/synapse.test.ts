import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect } from "chai";
import { z } from "zod";
import { defineSynapse } from "../../../src/protocol/synapse/declaration.ts";
import { bytesOf } from "../../unit/wallet/vectors.ts";
import { alice, bob, createTestDendrite, HastyClock, targetAt, timeoutMs } from "../../support/dendrite.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { readFixture } from "../../support/fixtures.ts";
import { answers } from "../../support/hostile-server.ts";
import { Fixture } from "./fixture.ts";

const vectorSchema = z.object({
  target_axon: z.object({ ip: z.string(), port: z.number(), hotkey: z.string() }),
  message_to_sign: z.string(),
  signature: z.string(),
  headers_in_order: z.array(z.tuple([z.string(), z.string()])),
  json_body_text: z.string(),
});

const responsesSchema = z.object({
  cases: z
    .array(
      z.object({
        http: z.number(),
        headers: z.record(z.string(), z.string()),
        body: z.unknown(),
        python_dendrite: z.string(),
      }),
    )
    .length(6),
});

const echo = defineSynapse({
  name: "Echo",
  fields: z.object({
    text: z.string(),
    count: z.int(),
    ratio: z.number(),
    tags: z.array(z.string()),
    meta: z.record(z.string(), z.unknown()),
    flag: z.boolean(),
    answer: z.string().nullish(),
  }),
  hashFields: ["text", "count"],
});

const small = defineSynapse({
  name: "Small",
  fields: z.object({ text: z.string(), n: z.int(), out: z.string().nullish() }),
  hashFields: [],
});

describe("Dendrite: a synapse", () => {
  it("goes out byte for byte as the Python dendrite sends it", async () => {
    const vector = await readFixture("protocol/full-request", vectorSchema);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    // An address is text only for a server on a pipe.
    const { port } = server.address() as AddressInfo;
    const request = readRequest(server);
    const signed: string[] = [];
    const dendrite = createTestDendrite({
      clock: new FakeClock(1_760_000_000_123),
      randomness: { nanoseconds: () => 456_789, uuid: () => "0f1e2d3c-4b5a-11f0-8c9d-0242ac120002" },
      externalIp: "198.51.100.20",
      signer: {
        address: alice.address,
        cryptoType: "sr25519",
        sign: (message) => {
          signed.push(Buffer.from(message).toString());
          return bytesOf(vector.signature);
        },
      },
    });
    const outcome = await dendrite.call({
      synapse: echo,
      target: { host: "127.0.0.1", port, hotkey: vector.target_axon.hotkey },
      fields: { text: "hello café", count: 3, ratio: 0.5, tags: ["x"], meta: { a: 1 }, flag: true },
      timeoutMs: 12_000,
    });
    expect(outcome).to.include({ kind: "refused", status: 404 });
    await dendrite.close();
    server.close();

    const { head, body } = await request;
    const here = (text: string) =>
      text.replace(vector.target_axon.ip, "127.0.0.1").replace("8091", String(port));
    expect(signed).to.deep.equal([vector.message_to_sign]);
    expect(head[0]).to.equal("POST /Echo HTTP/1.1");
    const headers = vector.headers_in_order.map(([name, value]) => here(`${name}: ${value}`));
    const first = head.indexOf(headers[0] ?? "");
    const withoutSize = (line: string) => line.replace(/(_size"?: )\d+/g, "$1N");
    expect(head.slice(first, first + headers.length).map(withoutSize)).to.deep.equal(
      headers.map(withoutSize),
    );
    expect(head).to.include("content-type: application/json");
    expect(withoutSize(body)).to.equal(withoutSize(here(vector.json_body_text)));
  });

  describe("is judged as the Python dendrite judges it:", () => {
    let fixture: Fixture;
    beforeEach(() => (fixture = new Fixture()));
    afterEach(() => fixture.end());

    async function call(status: number, body: unknown, headers: Readonly<Record<string, string>>) {
      const server = await fixture.serve(answers(status, JSON.stringify(body), headers));
      const target = { ...targetAt(server.url), hotkey: bob.address };
      return fixture.dendrite.call({ synapse: small, target, fields: { text: "a", n: 1 }, timeoutMs });
    }

    it("the minimal answers of the ecosystem", async () => {
      const { cases } = await readFixture("protocol/minimal-responses", responsesSchema);
      const kinds = [];
      for (const { http, headers, body, python_dendrite: judgement } of cases) {
        const outcome = await call(http, body, headers);
        kinds.push(outcome.kind);
        expect(outcome.kind === "answered").to.equal(judgement.startsWith("success"), judgement);
        if (outcome.kind === "answered") expect(outcome.output).to.deep.equal({ text: "a", n: 1, out: "hi" });
      }
      expect(kinds).to.deep.equal([
        "answered",
        "answered",
        "bad_answer",
        "bad_answer",
        "bad_answer",
        "refused",
      ]);
    });

    const fine = { text: "a", n: 1, out: "hi" };
    const json = { "content-type": "application/json", bt_header_axon_status_code: "200" };

    it("another content type is no answer", async () => {
      const outcome = await call(200, fine, { ...json, "content-type": "text/html" });
      expect(outcome).to.include({ kind: "bad_answer", attempts: 1 });
    });

    it("another status of the axon is a refusal, whatever HTTP says", async () => {
      const headers = {
        ...json,
        bt_header_axon_status_code: "403",
        bt_header_axon_status_message: "Forbidden",
      };
      expect(await call(200, fine, headers)).to.include({
        kind: "refused",
        status: 403,
        message: "Forbidden",
      });
    });

    it("fields of another type are no answer", async () => {
      expect(await call(200, { ...fine, n: "many" }, json)).to.have.property("kind", "bad_answer");
    });
  });

  it("is signed anew with a greater nonce for each attempt", async () => {
    const clock = new HastyClock();
    const nonces: string[] = [];
    const signer = {
      address: alice.address,
      cryptoType: alice.cryptoType,
      sign: (message: Uint8Array) => {
        nonces.push(Buffer.from(message).toString().split(".")[0] ?? "");
        return alice.sign(message);
      },
    };
    const dendrite = createTestDendrite({ clock, signer });
    const fields = { text: "a", n: 1 };
    const target = { host: "127.0.0.1", port: 1, hotkey: bob.address };
    expect(await dendrite.call({ synapse: small, target, fields, timeoutMs })).to.include({ attempts: 3 });
    expect(new Set(nonces)).to.have.lengthOf(3);
    expect(nonces.toSorted()).to.deep.equal(nonces);
    await dendrite.close();
  });
});

/** Reads one request to its end, and refuses it. */
async function readRequest(
  server: ReturnType<typeof createServer>,
): Promise<{ head: string[]; body: string }> {
  return new Promise((resolve) => {
    server.once("connection", (socket) => {
      let text = "";
      socket.setEncoding("latin1").on("data", (chunk: string) => {
        text += chunk;
        const [head = "", body = ""] = text.split("\r\n\r\n");
        if (body.length < Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.POSITIVE_INFINITY))
          return;
        socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
        resolve({ head: head.split("\r\n"), body });
      });
    });
  });
}
