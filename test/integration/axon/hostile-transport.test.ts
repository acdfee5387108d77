import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { createAxon } from "../../../src/axon/create-axon.ts";
import { defaultServerLimits } from "../../../src/axon/server/hardened-server.ts";
import { unlimited } from "../../support/axon.ts";
import { recordingLogger } from "../../support/log.ts";
import { signEcho, signRequest } from "../../support/signed-request.ts";
import { requestBytes, WireConnection } from "../../support/wire.ts";
import { Fixture } from "./fixture.ts";

const { bodyBytes, pipelined, connectionsPerAddress } = defaultServerLimits;

describe(`${createAxon.name}: hostile transport`, () => {
  let fixture: Fixture;
  let connections: WireConnection[];
  const logger = recordingLogger();
  const open = async (): Promise<WireConnection> => {
    const connection = await WireConnection.open(fixture.url);
    connections.push(connection);
    return connection;
  };
  /** Returns the statuses of all answers until the server closes; for what makes it close. */
  const statusesOf = async (bytes: string | Buffer): Promise<number[]> => {
    const connection = await open();
    connection.send(bytes);
    const statuses = [];
    for (let answer = await connection.next(); answer !== undefined; answer = await connection.next()) {
      statuses.push(answer.status);
    }
    return statuses;
  };
  const signed = (): Buffer => requestBytes(signRequest("btauth", { sentAtMs: fixture.nowMs }));

  before(async () => {
    fixture = new Fixture();
    await fixture.start({ guard: unlimited, logger });
  });
  beforeEach(() => {
    connections = [];
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    const connection = await WireConnection.open(fixture.url);
    connection.send(signed());
    expect((await connection.next())?.status, "a good request afterwards").to.equal(200);
    connection.close();
    expect(logger.lines.filter(({ level }) => level === "error")).to.deep.equal([]);
  });
  after(() => fixture.end());

  describe("refused by status, the connection then closed", () => {
    const shapes: readonly (readonly [string, string, number])[] = [
      [
        "a length and chunks at once",
        "POST /Echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /status HTTP/1.1\r\nHost: a\r\n\r\n",
        400,
      ],
      [
        "chunks spelled oddly",
        "POST /Echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        400,
      ],
      [
        "two lengths",
        "POST /Echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        400,
      ],
      ["a length that is no number", "POST /Echo HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd", 400],
      ["a negative length", "POST /Echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400],
      [
        "a chunk of no size",
        "POST /Echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        400,
      ],
      ["a folded header", "GET /status HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n", 400],
      ["a space before the colon", "GET /status HTTP/1.1\r\nHost : a\r\n\r\n", 400],
      [
        "a bare carriage return in a header",
        "GET /status HTTP/1.1\r\nHost: a\r\nX-A: b\rX-B: c\r\n\r\n",
        400,
      ],
      ["a null byte in a header", "GET /status HTTP/1.1\r\nHost: a\r\nX-A: b\0\r\n\r\n", 400],
      ["a null byte in the path", "GET /sta\0tus HTTP/1.1\r\nHost: a\r\n\r\n", 400],
      ["no host", "GET /status HTTP/1.1\r\n\r\n", 400],
      ["a method of its own", "BREW /status HTTP/1.1\r\nHost: a\r\n\r\n", 400],
      ["another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
      ["HTTP/2 in the open", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
      ["headers without end", `GET /status HTTP/1.1\r\nHost: a\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`, 431],
      ["a path without end", `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ];
    for (const [name, bytes, status] of shapes) {
      it(name, async () => {
        expect((await statusesOf(Buffer.from(bytes, "latin1")))[0]).to.equal(status);
      });
    }
  });

  describe("refused by status", () => {
    for (const [path, status] of [
      ["/..%2f..%2fetc/passwd", 404],
      ["/../../etc/passwd", 404],
      ["/scores/..%5c..%5cx", 404],
      ["//scores", 404],
      ["/%00", 404],
      ["/status%00", 404],
      ["/%", 400],
      ["/%zz", 400],
      ["/%c0%ae%c0%ae/", 400],
      ["http://other.example/secret", 404],
      ["http://localhost/scores", 401],
      ["/scores?%", 401],
      ["/SCORES", 401],
      ["/scores/", 401],
      ["*", 404],
      ["/scores%0d%0aX-Injected:%201", 404],
    ] as const) {
      it(`the path ${path}`, async () => {
        const connection = await open();
        connection.send(requestBytes({ path }));
        const answer = await connection.next();
        expect(answer?.status).to.be.oneOf([status, 404]);
        expect(answer?.head.toLowerCase()).to.not.include("x-injected");
      });
    }

    it("headers that are twice there, where a scheme reads them", async () => {
      const { headers } = signRequest("btauth", { sentAtMs: fixture.nowMs });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const connection = await open();
      connection.send(`GET /scores HTTP/1.1\r\nHost: a\r\n${[...lines, ...lines].join("")}\r\n`);
      expect((await connection.next())?.status).to.equal(401);
    });

    it("a compressed bomb, unopened", async () => {
      const body = gzipSync(Buffer.alloc(10_000_000, " "));
      const options = { sentAtMs: fixture.nowMs, method: "POST", path: "/Echo", body };
      const { headers, ...request } = signRequest("btauth", options);
      const connection = await open();
      connection.send(requestBytes({ ...request, headers: { ...headers, "Content-Encoding": "gzip" } }));
      const answer = await connection.next();
      expect(answer?.status).to.equal(415);
      expect(answer?.body.toString()).to.equal('{"message":"Send the body uncompressed"}');
    });
  });

  describe("bodies", () => {
    it("refuses one that is too long by its length, without reading it, and closes", async () => {
      const { headers } = signEcho("hello", { sentAtMs: fixture.nowMs });
      const head = requestBytes({
        method: "POST",
        path: "/Echo",
        headers: { ...headers, "Content-Length": String(bodyBytes + 1) },
      });
      expect(await statusesOf(head)).to.deep.equal([413]);
    });

    it("refuses one that grows too long in chunks, and closes", async () => {
      const { headers } = signEcho("hello", { sentAtMs: fixture.nowMs });
      const connection = await open();
      connection.send(
        requestBytes({
          method: "POST",
          path: "/Echo",
          headers: { ...headers, "Transfer-Encoding": "chunked" },
        }),
      );
      connection.send(`${(bodyBytes + 1).toString(16)}\r\n`);
      connection.send(Buffer.alloc(bodyBytes + 1, "a"));
      expect((await connection.next())?.status).to.equal(413);
      await connection.closed();
    });

    it("closes behind a refusal rather than take in a body without end", async () => {
      const endless = "POST /Echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\nabc";
      expect(await statusesOf(endless)).to.deep.equal([401]);
    });

    it("does not take a refused body for the next request", async () => {
      const inner = "GET /status HTTP/1.1\r\nHost: a\r\n\r\n";
      const connection = await open();
      connection.send(requestBytes({ method: "POST", path: "/Echo", body: Buffer.from(inner) }));
      expect((await connection.next())?.status).to.equal(401);
      connection.send(signed());
      expect((await connection.next())?.status).to.equal(200);
    });

    it("answers one that comes byte by byte", async () => {
      const connection = await open();
      for (const byte of requestBytes(signEcho("hello", { sentAtMs: fixture.nowMs }))) {
        connection.send(Buffer.of(byte));
      }
      expect((await connection.next())?.status).to.equal(200);
    });

    it("forgets one whose sender leaves in the middle", async () => {
      const connection = await open();
      connection.send(requestBytes(signEcho("hello", { sentAtMs: fixture.nowMs })).subarray(0, -3));
      connection.close();
    });
  });

  describe("connections", () => {
    it("answers a caller that has closed its side", async () => {
      const connection = await open();
      connection.send(signed());
      connection.halfClose();
      expect((await connection.next())?.status).to.equal(200);
    });

    it("answers pipelined requests in order, up to a number", async () => {
      const connection = await open();
      connection.send(Buffer.concat(Array.from({ length: pipelined }, signed)));
      for (let count = 0; count < pipelined; count += 1) {
        expect((await connection.next())?.status).to.equal(200);
      }
    });

    it("cuts off who pipelines more", async () => {
      const many = Array.from({ length: pipelined * 50 }, () => requestBytes({ path: "/status" }));
      expect((await statusesOf(Buffer.concat(many))).length).to.be.at.most(pipelined);
    });

    it("closes connections of one address beyond a number, and takes new ones when others go", async () => {
      const held = await Promise.all(Array.from({ length: connectionsPerAddress }, open));
      const beyond = await open();
      await beyond.closed();
      held[0]?.close();
      await held[0]?.closed();
      const other = await WireConnection.open(fixture.url, "127.0.0.9");
      connections.push(other);
      other.send(signed());
      expect((await other.next())?.status).to.equal(200);
      for (const connection of held) connection.close();
    });
  });
});
