import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { expect } from "chai";
import { DatabaseClients } from "../../../src/store/clients.ts";
import { serverConnection } from "../../../src/store/connection.ts";
import { Database } from "../../../src/store/database.ts";
import { codeOf } from "../../support/errors.ts";

describe(Database.name, () => {
  describe("when the server hangs up on the first request", () => {
    let requests: string[];
    let server: FakeServer;

    beforeEach(async () => {
      requests = [];
      server = await serve((request, response) => {
        requests.push(request.method ?? "");
        if (requests.length === 1) request.socket.destroy();
        else response.end("1\n");
      });
    });

    afterEach(() => server.close());

    it("reads again", async () => {
      expect((await server.database.bytes("SELECT 1 FORMAT TSV")).toString()).to.equal("1\n");
      expect(requests).to.have.length(2);
    });

    it("does not write again: the first may have got through", async () => {
      expect(await codeOf(server.database.command("INSERT INTO t SELECT 1"))).to.equal("STORE_UNAVAILABLE");
      expect(requests).to.have.length(1);
    });
  });

  it("reads twice at most", async () => {
    let requests = 0;
    const server = await serve((request) => {
      requests += 1;
      request.socket.destroy();
    });
    expect(await codeOf(server.database.bytes("SELECT 1 FORMAT TSV"))).to.equal("STORE_UNAVAILABLE");
    expect(requests).to.equal(2);
    await server.close();
  });

  it("reads again when the server hangs up in the middle of an answer", async () => {
    let requests = 0;
    const server = await serve((request, response) => {
      requests += 1;
      response.writeHead(200, { "content-length": 4 });
      if (requests > 1) response.end("1\n2\n");
      else response.write("1\n", () => request.socket.destroy());
    });
    expect((await server.database.bytes("SELECT 1 FORMAT TSV")).toString()).to.equal("1\n2\n");
    await server.close();
  });

  it("is unavailable when an answer begins and does not end", async () => {
    const server = await serve((_request, response) => {
      response.write("1\n");
    }, 100);
    expect(await codeOf(server.database.bytes("SELECT 1 FORMAT TSV"))).to.equal("STORE_UNAVAILABLE");
    await server.close();
  });

  it("gives up an answer that has begun when its signal fires", async () => {
    const cancel = new AbortController();
    const server = await serve((_request, response) => {
      response.write("1\n", () => {
        cancel.abort();
      });
    });
    const query = server.database.bytes("SELECT 1 FORMAT TSV", { signal: cancel.signal });
    expect(await codeOf(query)).to.equal("CANCELLED");
    await server.close();
  });

  it("names the user, and reads over one connection what comes one after the other", async () => {
    const connections = new Set<unknown>();
    const users = new Set<string | undefined>();
    const server = await serve((request, response) => {
      connections.add(request.socket);
      users.add(request.headers.authorization);
      response.end("1\n");
    });
    await server.database.bytes("SELECT 1 FORMAT TSV");
    await server.database.bytes("SELECT 2 FORMAT TSV");
    expect(connections.size).to.equal(1);
    expect([...users]).to.deep.equal([`Basic ${Buffer.from("neuron:").toString("base64")}`]);
    await server.close();
  });

  it("is unavailable where nobody listens, for reads and writes", async () => {
    const server = await serve(() => undefined);
    await server.close();
    expect(await codeOf(server.database.bytes("SELECT 1 FORMAT TSV"))).to.equal("STORE_UNAVAILABLE");
    expect(await codeOf(server.database.command("SELECT 1"))).to.equal("STORE_UNAVAILABLE");
    const body = Readable.from([Buffer.from("1")], { objectMode: false });
    expect(await codeOf(server.database.insert("INSERT INTO t FORMAT CSV", body))).to.equal(
      "STORE_UNAVAILABLE",
    );
    expect(body.destroyed).to.equal(true);
    expect(await server.database.isReachable()).to.equal(false);
    await server.clients.close();
  });

  it("limits the time of every query, and keeps reads from writing", async () => {
    const urls: URL[] = [];
    const server = await serve((request, response) => {
      urls.push(new URL(request.url ?? "", "http://localhost"));
      response.end();
    });
    await server.database.bytes("SELECT 1 FORMAT TSV");
    await server.database.command("INSERT INTO t SELECT 1");
    const settings = urls.map(({ searchParams }) => [
      searchParams.get("database"),
      searchParams.get("max_execution_time"),
      searchParams.get("readonly"),
      searchParams.get("insert_quorum"),
    ]);
    expect(settings).to.deep.equal([
      ["torus_db", "5", "2", null],
      ["torus_db", "9", null, "2"],
    ]);
    await server.close();
  });
});

interface FakeServer {
  readonly database: Database;
  readonly clients: DatabaseClients;
  readonly close: () => Promise<void>;
}

/** Returns a database on a server that answers as the listener says. */
async function serve(listener: RequestListener, requestTimeoutMs = 5_000): Promise<FakeServer> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const source = serverConnection({ host: "127.0.0.1", port, user: "neuron", password: "", secure: false });
  const clients = new DatabaseClients(source, { database: "torus_db", requestTimeoutMs });
  const database = new Database("torus_db", clients, {
    limits: { maxReadSeconds: 5, maxWriteSeconds: 9 },
    settings: { read: {}, write: { insert_quorum: 2 } },
  });
  return { database, clients, close: () => closeAll(server, clients) };
}

async function closeAll(server: Server, clients: DatabaseClients): Promise<void> {
  await clients.close();
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
