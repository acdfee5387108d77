import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { createAxon } from "../../../src/axon/create-axon.ts";
import { bodySha256 } from "../../../src/protocol/signed-text.ts";
import type { SchemeName } from "../../../src/protocol/scheme.ts";
import {
  alice,
  bob,
  createDocumentRoute,
  createRoute,
  echoRoute,
  mallory,
  miner,
} from "../../support/axon.ts";
import { signEcho, signRequest } from "../../support/signed-request.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { Fixture, signatureOf } from "./fixture.ts";

const everyScheme: readonly SchemeName[] = ["synapse", "btauth", "epistula", "fiber", "oro"];
/** Schemes that sign the bytes of a body. */
const bodySchemes: readonly SchemeName[] = ["btauth", "epistula"];
const second = 1_000;

describe(`${createAxon.name}: signed requests`, () => {
  let fixture: Fixture;

  beforeEach(() => {
    fixture = new Fixture();
  });
  afterEach(() => fixture.end());

  for (const scheme of everyScheme) {
    it(`answers a GET in ${scheme}, once, and signs the answer`, async () => {
      await fixture.start({ auth: { schemes: [scheme] } });
      const request = signRequest(scheme, { sentAtMs: fixture.nowMs });
      const answer = await fixture.send(request);
      expect(answer).to.include({ status: 200, text: '{"path":"/scores"}' });
      expect(signatureOf(answer)).to.equal("valid");
      const again = await fixture.send(request);
      expect(again).to.include({
        status: 401,
        text: '{"detail":"The request was accepted before: sign each one anew"}',
      });
    });

    it(`refuses in ${scheme} what is signed by another key than it names, and forgets it`, async () => {
      await fixture.start({ auth: { schemes: [scheme] } });
      const request = signRequest(scheme, { sentAtMs: fixture.nowMs });
      const forged = { ...request, headers: renamed(request.headers, alice.address, bob.address) };
      expect(await fixture.send(forged)).to.include({ status: 401, text: '{"detail":"Signature mismatch"}' });
      expect(await fixture.statusOf(request)).to.equal(200);
    });

    it(`refuses in ${scheme} what is too old, and what is from the future`, async () => {
      await fixture.start({ auth: { schemes: [scheme] } });
      for (const offsetMs of [-70 * second, 7 * second]) {
        const request = signRequest(scheme, { sentAtMs: fixture.nowMs + offsetMs });
        expect(await fixture.statusOf(request), String(offsetMs)).to.equal(401);
      }
      for (const offsetMs of [-3 * second, second]) {
        const request = signRequest(scheme, { sentAtMs: fixture.nowMs + offsetMs });
        expect(await fixture.statusOf(request), String(offsetMs)).to.equal(200);
      }
    });

    it(`refuses in ${scheme} a replay across a restart`, async () => {
      const auth = { schemes: [scheme] };
      await fixture.start({ auth });
      const request = signRequest(scheme, { sentAtMs: fixture.nowMs });
      expect(await fixture.statusOf(request)).to.equal(200);
      await fixture.start({ auth });
      expect(await fixture.statusOf(request)).to.equal(401);
      expect(await fixture.statusOf(signRequest(scheme, { sentAtMs: fixture.nowMs + 1 }))).to.equal(200);
    });
  }

  for (const scheme of ["synapse", "btauth", "epistula"] as const) {
    it(`takes nonces in ${scheme} in any order, each once`, async () => {
      await fixture.start();
      const requests = [3, 1, 2, 0].map((late) =>
        signRequest(scheme, { sentAtMs: fixture.nowMs - late * second }),
      );
      for (const request of requests) expect(await fixture.statusOf(request)).to.equal(200);
      for (const request of requests) expect(await fixture.statusOf(request)).to.equal(401);
    });

    it(`refuses in ${scheme} a request for another hotkey`, async () => {
      await fixture.start();
      const request = signRequest(scheme, { sentAtMs: fixture.nowMs, receiver: bob.address });
      expect(await fixture.send(request)).to.include({
        status: 401,
        text: '{"detail":"The request is addressed to another hotkey"}',
      });
    });

    it(`refuses in ${scheme} a GET with a body that is not signed`, async () => {
      await fixture.start();
      const request = signRequest(scheme, { sentAtMs: fixture.nowMs });
      expect(await fixture.statusOf({ ...request, body: Buffer.from("{}") })).to.equal(401);
    });
  }

  it("refuses two schemes in one request, and one that is switched off", async () => {
    await fixture.start();
    const [one, other] = (["btauth", "epistula"] as const).map((scheme) =>
      signRequest(scheme, { sentAtMs: fixture.nowMs }),
    );
    const both = await fixture.send(one ?? expect.fail(), { headers: other?.headers ?? {} });
    expect(both).to.include({
      status: 401,
      text: '{"detail":"The request has headers of btauth and epistula: sign with one scheme"}',
    });
    const fiber = await fixture.send(signRequest("fiber", { sentAtMs: fixture.nowMs }));
    expect(fiber.status).to.equal(401);
  });

  it("binds the method and the target in btauth", async () => {
    await fixture.start({ routes: [createRoute("/scores"), createRoute("/models")] });
    const request = signRequest("btauth", { sentAtMs: fixture.nowMs });
    for (const changed of [{ path: "/models" }, { path: "/scores?x=1" }, { method: "HEAD" }]) {
      expect(await fixture.statusOf({ ...request, ...changed }), JSON.stringify(changed)).to.equal(401);
    }
  });

  describe("synapses", () => {
    it("answers a POST of the SDK with its fields and the axon's headers, signed", async () => {
      await fixture.start();
      const answer = await fixture.send(signEcho("hello", { sentAtMs: fixture.nowMs }));
      expect(answer.status).to.equal(200);
      expect(JSON.parse(answer.text)).to.include({ text: "hello", volume: 1, answer: "hello" });
      expect(answer.headers).to.include({
        bt_header_axon_status_code: "200",
        bt_header_axon_status_message: "Success",
      });
      expect(signatureOf(answer)).to.equal("valid");
    });

    for (const scheme of bodySchemes) {
      it(`answers a POST that is signed in ${scheme}`, async () => {
        await fixture.start();
        const body = Buffer.from('{"text":"hello"}');
        const request = signRequest(scheme, { sentAtMs: fixture.nowMs, method: "POST", path: "/Echo", body });
        const answer = await fixture.send(request);
        expect(answer.status).to.equal(200);
        expect(JSON.parse(answer.text)).to.include({ text: "hello", answer: "hello" });
        const changed = signRequest(scheme, { sentAtMs: fixture.nowMs, method: "POST", path: "/Echo", body });
        expect(await fixture.statusOf({ ...changed, body: Buffer.from('{"text":"hullo"}') })).to.equal(401);
      });
    }

    it("refuses a field that is not the one that was hashed, in the reference's form", async () => {
      await fixture.start();
      const { body, ...request } = signEcho("hello", { sentAtMs: fixture.nowMs });
      const changed = Buffer.from(body.toString().replace("hello", "hullo"));
      const message = "Not Verified with error: The body is not the one that was signed";
      const answer = await fixture.send({ ...request, body: changed });
      expect(answer).to.include({ status: 401, text: JSON.stringify({ message }) });
      expect(answer.headers).to.include({
        bt_header_axon_status_code: "401",
        bt_header_axon_status_message: message,
      });
    });

    it("refuses a body that names another caller than the one that signed", async () => {
      await fixture.start();
      const { body, ...request } = signEcho("hello", { sentAtMs: fixture.nowMs });
      const contradicting = Buffer.from(body.toString().replaceAll(alice.address, bob.address));
      const message = "Not Verified with error: The body names another hotkey than the signature does";
      const answer = await fixture.send({ ...request, body: contradicting });
      expect(answer).to.include({ status: 401, text: JSON.stringify({ message }) });
    });

    it("answers the call of a synapse it does not have in the reference's words", async () => {
      await fixture.start();
      const request = signRequest("synapse", { sentAtMs: fixture.nowMs, method: "POST", path: "/Nope" });
      const { status, headers, text } = await fixture.send(request);
      expect(JSON.parse(text)).to.deep.equal({
        message: "Synapse name 'Nope' not found. Available synapses ['Echo']",
      });
      expect([status, headers["bt_header_axon_status_code"]]).to.deep.equal([404, "404"]);
    });

    it("refuses who is not on the subnet, in the reference's form", async () => {
      await fixture.start();
      const message = "Forbidden. Key is blacklisted: Unrecognized hotkey.";
      const answer = await fixture.send(signEcho("hello", { sentAtMs: fixture.nowMs, signer: mallory }));
      expect(answer).to.include({ status: 403, text: JSON.stringify({ message }) });
    });

    for (const [name, body] of [
      ["that is no JSON", "{"],
      ["that is no object", "[]"],
      ["without a field", "{}"],
      ["with a field of another type", '{"text":1}'],
      ["with a prototype in it", '{"__proto__":{"text":"x"}}'],
      ["nested without end", `{"text":${"[".repeat(5_000)}`],
      ["that is no UTF-8", '{"text":"\xff"}'],
    ] as const) {
      it(`refuses a signed body ${name}`, async () => {
        await fixture.start();
        const bytes = Buffer.from(body, "latin1");
        const options = { sentAtMs: fixture.nowMs, method: "POST", path: "/Echo", body: bytes };
        const answer = await fixture.send(signRequest("btauth", options));
        expect(answer.status).to.be.within(400, 422);
        expect(JSON.parse(answer.text)).to.be.an("object");
      });
    }
  });

  describe("signed answers", () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({ index }));

    for (const coding of ["identity", "gzip", "br"]) {
      it(`can be checked in ${coding}, and by HEAD carry the same headers`, async () => {
        await fixture.start({ routes: [createDocumentRoute("/scores", rows)] });
        const headers = { "accept-encoding": coding };
        const get = await fixture.send(signRequest("synapse", { sentAtMs: fixture.nowMs }), { headers });
        expect(get.headers["content-encoding"]).to.equal(coding === "identity" ? undefined : coding);
        expect(signatureOf(get)).to.equal("valid");
        const head = await fixture.send(signRequest("synapse", { sentAtMs: fixture.nowMs }), {
          headers,
          method: "HEAD",
        });
        expect(head).to.include({ status: 200, text: "" });
        expect(signatureOf({ headers: head.headers, body: get.body })).to.equal("valid");
      });
    }

    it("can be checked for a download", async () => {
      const directory = await makeTempDir();
      const path = join(directory, "model.txt");
      await writeFile(path, "model bytes");
      const sha256 = bodySha256(Buffer.from("model bytes"));
      const download = createRoute("/scores", "validators", {
        handle: () => ({ kind: "download", path, filename: "model.txt", bytes: 11, sha256 }),
      });
      await fixture.start({ routes: [download] });
      const answer = await fixture.send(signRequest("btauth", { sentAtMs: fixture.nowMs }));
      await removeTempDir(directory);
      expect(answer).to.include({ status: 200, text: "model bytes" });
      expect(signatureOf(answer)).to.equal("valid");
    });

    it("need no signature when they are 304 and have no body", async () => {
      await fixture.start({ routes: [createDocumentRoute("/scores", rows)] });
      const first = await fixture.send(signRequest("btauth", { sentAtMs: fixture.nowMs }));
      const headers = { "if-none-match": first.headers.etag };
      const second = await fixture.send(signRequest("btauth", { sentAtMs: fixture.nowMs }), { headers });
      expect(second).to.include({ status: 304, text: "" });
      expect(second.headers.etag).to.equal(first.headers.etag);
    });

    it("name the hotkey of the axon", async () => {
      await fixture.start({ synapses: [echoRoute] });
      const answer = await fixture.send(signRequest("epistula", { sentAtMs: fixture.nowMs }));
      expect(answer.headers["x-neuron-hotkey"]).to.equal(miner.address);
    });
  });
});

function renamed(
  headers: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll(from, to)]),
  );
}
