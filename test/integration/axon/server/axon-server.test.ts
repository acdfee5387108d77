import { EventEmitter, once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import { z } from "zod";
import { AxonServer } from "../../../../src/axon/server/axon-server.ts";
import { notFound } from "../../../../src/axon/http-error.ts";
import { makeRepresentation } from "../../../../src/axon/answer/representation.ts";
import { defineRoute, documentOf, noParameters, type Route } from "../../../../src/axon/route.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { ask, askJson, startAxon } from "../../../support/http.ts";
import { recordingLogger } from "../../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

const modelBytes = Buffer.from("model bytes");

describe(AxonServer.name, () => {
  let server: AxonServer;
  let url: string;
  let directory: string;
  const logger = recordingLogger();

  before(async () => {
    directory = await makeTempDir();
    await writeFile(join(directory, "model.txt"), modelBytes);
    server = await startAxon(createRoutes(directory), {}, logger);
    url = server.url();
  });
  after(async () => {
    await server.stop();
    await removeTempDir(directory);
  });

  describe("documents", () => {
    it("answers JSON with its length, not to be cached without asking", async () => {
      const { status, headers, text } = await ask(url, "/hello/you?unknown=1");
      expect(status).to.equal(200);
      expect(text).to.equal('{"hello":"you"}');
      expect(headers).to.include({
        "content-type": "application/json",
        "content-length": "15",
        "cache-control": "no-cache",
      });
    });

    it("keeps the status that a document states", async () => {
      expect(await ask(url, "/sick")).to.include({ status: 503, text: '{"status":"unhealthy"}' });
    });

    it("sends security headers, allows any origin and names no software", async () => {
      const { headers } = await ask(url, "/hello/you");
      expect(headers).to.include({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "access-control-allow-origin": "*",
      });
      expect(headers).to.not.have.any.keys("x-powered-by", "server");
    });
  });

  describe("representations", () => {
    it("answers each coding with the same content, its own tag and its own length", async () => {
      const identity = await ask(url, "/bytes");
      const gzip = await ask(url, "/bytes", { headers: { "Accept-Encoding": "gzip" } });
      const br = await ask(url, "/bytes", { headers: { "Accept-Encoding": "gzip, br" } });
      expect(gunzipSync(gzip.body)).to.deep.equal(identity.body);
      expect(brotliDecompressSync(br.body)).to.deep.equal(identity.body);
      expect(new Set([identity, gzip, br].map(({ headers }) => headers.etag)).size).to.equal(3);
      for (const { headers, body } of [identity, gzip, br]) {
        expect(headers).to.include({ vary: "Accept-Encoding", "content-length": String(body.length) });
      }
    });

    it("builds the compressed form when a caller accepts nothing else, and 406 when none is left", async () => {
      const answer = await ask(url, "/fresh-bytes", { headers: { "Accept-Encoding": "gzip, identity;q=0" } });
      expect(answer.headers).to.include({ "content-encoding": "gzip" });
      const refused = await ask(url, "/bytes", { headers: { "Accept-Encoding": "*;q=0" } });
      expect(refused).to.include({ status: 406, text: '{"detail":"Not Acceptable"}' });
    });

    it("answers 304 without a body to a caller that holds any of its forms", async () => {
      const { headers } = await ask(url, "/bytes");
      for (const coding of ["identity", "gzip", "br"]) {
        const asked = { "If-None-Match": `"other", W/${headers.etag ?? ""}`, "Accept-Encoding": coding };
        const answer = await ask(url, "/bytes", { headers: asked });
        expect(answer).to.include({ status: 304, text: "" });
        expect(answer.headers).to.include({ etag: headers.etag, vary: "Accept-Encoding" });
        expect(answer.headers).to.not.have.any.keys("content-type", "content-encoding");
      }
    });

    it("goes by the tag before the time", async () => {
      const since = { "If-Modified-Since": "Thu, 30 Oct 2025 01:15:00 GMT" };
      expect((await ask(url, "/bytes", { headers: since })).status).to.equal(304);
      const other = await ask(url, "/bytes", { headers: { ...since, "If-None-Match": '"other"' } });
      expect(other.status).to.equal(200);
    });

    it("keeps what CORS varies on when only some origins are allowed", async () => {
      const guarded = await startAxon(createRoutes(directory), { corsOrigins: ["https://a.example"] });
      const allowed = await ask(guarded.url(), "/bytes", { headers: { Origin: "https://a.example" } });
      const other = await ask(guarded.url(), "/bytes", { headers: { Origin: "https://b.example" } });
      await guarded.stop();
      expect(allowed.headers).to.include({
        vary: "Origin, Accept-Encoding",
        "access-control-allow-origin": "https://a.example",
      });
      expect(other.headers).to.not.have.property("access-control-allow-origin");
    });
  });

  describe("downloads", () => {
    it("streams the file as an attachment with its hash as the tag", async () => {
      const { headers, body } = await ask(url, "/download/model");
      expect(body).to.deep.equal(modelBytes);
      expect(headers).to.include({
        "content-type": "application/octet-stream",
        "content-disposition": 'attachment; filename="model.txt"',
        "content-length": String(modelBytes.length),
        etag: '"abc123"',
      });
      const again = await ask(url, "/download/model", { headers: { "If-None-Match": '"abc123"' } });
      expect(again).to.include({ status: 304, text: "" });
    });

    it("answers 404 for a file that is missing and 500 for one whose size has changed, by name", async () => {
      expect(await ask(url, "/download/missing")).to.include({
        status: 404,
        text: '{"detail":"File not found: missing.txt"}',
      });
      expect(await ask(url, "/download/changed")).to.include({
        status: 500,
        text: '{"detail":"File is not the one that was registered: changed.txt"}',
      });
    });
  });

  describe("refusals", () => {
    it("answers an unknown path with 404", async () => {
      expect(await ask(url, "/nowhere")).to.include({ status: 404, text: '{"detail":"Not Found"}' });
    });

    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      it(`answers ${method} on a known path with 405 and what is allowed`, async () => {
        const answer = await ask(url, "/hello/you", { method });
        expect(answer).to.include({ status: 405, text: '{"detail":"Method Not Allowed"}' });
        expect(answer.headers).to.include({ allow: "GET, HEAD, OPTIONS" });
      });
    }

    it("answers a preflight request", async () => {
      const headers = { Origin: "https://a.example", "Access-Control-Request-Method": "GET" };
      const answer = await ask(url, "/hello/you", { method: "OPTIONS", headers });
      expect(answer.status).to.equal(204);
      expect(answer.headers).to.include({ "access-control-allow-methods": "GET,HEAD,OPTIONS,POST" });
    });

    it("answers a handler's own error as worded, and a parameter at fault by name", async () => {
      expect(await askJson(url, "/hello/nobody")).to.deep.equal({ detail: "Nobody is here" });
      const answer = await ask(url, "/hello/1");
      expect(answer.status).to.equal(422);
      expect(JSON.parse(answer.text)).to.deep.equal({
        detail: [{ loc: ["path", "name"], msg: "Letters only", type: "value_error" }],
      });
    });

    it("answers 503 while the database is away", async () => {
      const answer = await ask(url, "/away");
      expect(answer).to.include({ status: 503, text: '{"detail":"Database connection failed"}' });
      expect(answer.headers).to.include({ "retry-after": "5" });
    });

    it("tells a caller nothing of an unexpected error, and the log all of it", async () => {
      const answer = await ask(url, "/broken");
      expect(answer).to.include({ status: 500, text: '{"detail":"Internal server error"}' });
      const line = logger.lines.find(({ level, fields }) => level === "error" && fields.path === "/broken");
      expect(line?.fields).to.include({ error: "secret of the house" }).and.to.have.property("stack");
    });

    it("answers headers larger than it takes with 431", async () => {
      expect(await ask(url, `/${"a".repeat(20_000)}`)).to.include({ status: 431 });
    });
  });

  it("answers HEAD as GET, without the body", async () => {
    for (const path of ["/hello/you", "/bytes", "/download/model", "/nowhere", "/docs"]) {
      const get = await ask(url, path);
      const head = await ask(url, path, { method: "HEAD" });
      expect(head, path).to.include({ status: get.status, text: "" });
      expect(head.headers["content-length"], path).to.equal(get.headers["content-length"]);
    }
  });

  it("serves its own documentation: every route, and a page that may run nothing", async () => {
    expect(await askJson(url, "/openapi.json")).to.have.property("openapi", "3.1.0");
    const page = await ask(url, "/docs");
    expect(page.headers).to.include({ "content-type": "text/html; charset=utf-8" });
    expect(page.headers["content-security-policy"]).to.match(/^default-src 'none';.*; style-src 'sha256-/);
    for (const { path } of createRoutes(directory))
      expect(page.text).to.include(path.replaceAll("/", "/<wbr>"));
  });

  describe("starting and stopping", () => {
    it("names the port that is in use", async () => {
      const holder = createServer().listen(0, "127.0.0.1");
      await once(holder, "listening");
      const address = holder.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const failure = await startAxon([], { port }).catch((error: unknown) => error);
      holder.close();
      expect(failure).to.be.an.instanceOf(NeuronError).with.property("code", "LOCKED");
      expect(failure).to.have.property("message").that.includes(String(port));
    });

    it("refuses an address that is not this machine's", async () => {
      const failure = await startAxon([], { host: "192.0.2.1" }).catch((error: unknown) => error);
      expect(failure).to.have.property("code", "CONFIG_INVALID");
    });

    it("lets a request under way finish, then takes no more; stopping twice does no harm", async () => {
      const { route, entered, release } = createSlowRoute();
      const slow = await startAxon([route]);
      const address = slow.url();
      const answer = ask(address, "/slow");
      await entered;
      const stopped = slow.stop();
      release();
      expect((await answer).text).to.equal("{}");
      await stopped;
      await slow.stop();
      const refused = await ask(address, "/slow").catch((error: unknown) => error);
      expect(refused).to.have.property("code", "ECONNREFUSED");
    });

    it("closes a request that outlasts the drain", async () => {
      const { route, entered, release } = createSlowRoute();
      const slow = await startAxon([route], { drainMs: 1 });
      const answer = ask(slow.url(), "/slow").catch((error: unknown) => error);
      await entered;
      await slow.stop();
      expect(await answer).to.have.property("code", "ECONNRESET");
      release();
    });
  });
});

/** A route whose handler waits until the test lets it go. */
function createSlowRoute() {
  const gate = new EventEmitter();
  const entered = once(gate, "entered");
  const released = once(gate, "released");
  const route = createRoute("/slow", {
    handle: async () => {
      gate.emit("entered");
      await released;
      return documentOf({});
    },
  });
  return { route, entered, release: () => gate.emit("released") };
}

function createRoutes(directory: string): Route[] {
  const representation = createBytes();
  return [
    defineRoute({
      ...createRoute("/hello/{name}"),
      params: z.object({ name: z.string().regex(/^[a-z]+$/, "Letters only") }),
      handle: ({ params }) => {
        if (params.name === "nobody") throw notFound("Nobody is here");
        return documentOf({ hello: params.name });
      },
    }),
    createRoute("/sick", {
      handle: () => ({ kind: "document", status: 503, body: { status: "unhealthy" } }),
    }),
    createRoute("/bytes", {
      handle: async () => {
        await representation.compress();
        return { kind: "representation", representation };
      },
    }),
    createRoute("/fresh-bytes", {
      handle: () => ({ kind: "representation", representation: createBytes() }),
    }),
    createRoute("/away", {
      handle: () => {
        throw new NeuronError("STORE_UNAVAILABLE", "connect ECONNREFUSED 10.0.0.7:8123");
      },
    }),
    createRoute("/broken", { handle: () => Promise.reject(new Error("secret of the house")) }),
    createDownload("model", join(directory, "model.txt"), modelBytes.length),
    createDownload("missing", join(directory, "missing.txt"), 1),
    createDownload("changed", join(directory, "model.txt"), modelBytes.length + 1),
  ];
}

function createBytes() {
  const chunks = [Buffer.from(JSON.stringify({ rows: Array.from({ length: 500 }, (_, index) => index) }))];
  return makeRepresentation({ chunks, modifiedAt: new Date("2025-10-30T01:15:00Z") });
}

function createDownload(name: string, path: string, bytes: number): Route {
  const filename = `${name}.txt`;
  return createRoute(`/download/${name}`, {
    handle: () => ({ kind: "download", path, filename, bytes, sha256: "abc123" }),
  });
}

function createRoute(path: string, overrides: Partial<Route> = {}): Route {
  return {
    method: "get",
    path,
    summary: "A route of the test",
    tag: "Test",
    access: "open",
    params: noParameters,
    query: noParameters,
    handle: () => documentOf({}),
    ...overrides,
  };
}
