import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import {
  createHardenedServer,
  defaultServerLimits,
  type ServerLimits,
} from "../../../../src/axon/server/hardened-server.ts";
import { requestBytes, WireConnection } from "../../../support/wire.ts";

/** Short, but long enough for a request that comes whole. */
const shortly = { headersTimeoutMs: 60, requestTimeoutMs: 120, checkEveryMs: 20 };

describe(createHardenedServer.name, () => {
  let server: Server;
  let url: string;
  let handled: number;
  let connections: WireConnection[];

  beforeEach(() => {
    handled = 0;
    connections = [];
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  it("answers 408 to headers that do not end, and closes", async () => {
    await start(shortly);
    const connection = await open();
    connection.send("GET / HTTP/1.1\r\nHost: a\r\nX-A: ");
    expect((await connection.next())?.status).to.equal(408);
    await connection.closed();
    expect(handled).to.equal(0);
  });

  it("closes a request whose body does not end", async () => {
    await start(shortly, (request, response) => {
      handled += 1;
      request.resume().on("end", () => response.end());
    });
    const connection = await open();
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    expect((await connection.next())?.status).to.be.oneOf([408, undefined]);
    await connection.closed();
  });

  it("closes a connection that is idle for too long", async () => {
    await start({ keepAliveMs: 30 });
    const connection = await open();
    connection.send(requestBytes({}));
    expect((await connection.next())?.status).to.equal(200);
    await connection.closed();
  });

  it("answers 431 to headers that are too long", async () => {
    await start({ headerBytes: 1_000 });
    const connection = await open();
    connection.send(requestBytes({ headers: { "X-A": "a".repeat(1_000) } }));
    expect((await connection.next())?.status).to.equal(431);
  });

  it("closes the newest connection of an address that has its share, and no other's", async () => {
    await start({ connectionsPerAddress: 2 });
    await open();
    const second = await open();
    await (await open()).closed();
    expect(await statusOn(await open("127.0.0.9"))).to.equal(200);
    expect(await statusOn(second)).to.equal(200);
  });

  it("gives the share back when a connection goes", async () => {
    await start({ connectionsPerAddress: 1 });
    for (let count = 0; count < 5; count += 1) {
      const closed = nextSocketClosed(server);
      const connection = await open();
      expect(await statusOn(connection)).to.equal(200);
      connection.close();
      await closed;
    }
  });

  it("does not count the connections of a trusted proxy", async () => {
    await start({ connectionsPerAddress: 1 }, undefined, () => true);
    const [one, other] = [await open(), await open()];
    expect([await statusOn(one), await statusOn(other)]).to.deep.equal([200, 200]);
  });

  it("takes so many pipelined requests, and does not look at more", async () => {
    await start({ pipelined: 4 }, (_request, response) => {
      handled += 1;
      setImmediate(() => response.end());
    });
    const connection = await open();
    connection.send(Buffer.concat(Array.from({ length: 40 }, () => requestBytes({}))));
    await connection.closed();
    expect(handled).to.equal(4);
  });

  it("lets a connection send more when its answers are out", async () => {
    await start({ pipelined: 2 });
    const connection = await open();
    for (let count = 0; count < 10; count += 1) expect(await statusOn(connection)).to.equal(200);
    expect(handled).to.equal(10);
  });

  it("closes behind a body that is too long, and keeps the connection behind another that was not read", async () => {
    await start({ bodyBytes: 10 });
    const short = await open();
    short.send(requestBytes({ method: "POST", body: Buffer.from("0123456789") }));
    expect((await short.next())?.head).to.match(/connection: keep-alive/i);
    expect(await statusOn(short)).to.equal(200);
    for (const headers of [{ "Content-Length": "11" }, { "Transfer-Encoding": "chunked" }]) {
      const long = await open();
      long.send(requestBytes({ method: "POST", headers }));
      expect((await long.next())?.head).to.match(/connection: close/i);
      await long.closed();
    }
  });

  async function start(
    limits: Partial<ServerLimits>,
    listener: RequestListener = (_request, response) => {
      handled += 1;
      response.end();
    },
    isTrustedProxy: (address: string) => boolean = () => false,
  ): Promise<void> {
    server = createHardenedServer(
      listener,
      { tls: undefined, isTrustedProxy },
      { ...defaultServerLimits, ...limits },
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    url = `http://127.0.0.1:${port}`;
  }

  async function open(localAddress?: string): Promise<WireConnection> {
    const connection = await WireConnection.open(url, localAddress);
    connections.push(connection);
    return connection;
  }

  async function statusOn(connection: WireConnection): Promise<number | undefined> {
    connection.send(requestBytes({}));
    return (await connection.next())?.status;
  }
});

/** Resolves when the server has closed the next connection that it takes. */
function nextSocketClosed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.once("connection", (socket) => {
      socket.once("close", () => resolve());
    });
  });
}
