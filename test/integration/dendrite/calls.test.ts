import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { expect } from "chai";
import { answerSignature, laneScheme, plainScheme, targetAt } from "../../support/dendrite.ts";
import { codeOf } from "../../support/errors.ts";
import { answers, hangs, type Behaviour } from "../../support/hostile-server.ts";
import { Fixture, watched } from "./fixture.ts";

const body = Buffer.from('{"ok":true}');

describe("Dendrite: many calls, and none", () => {
  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.end());

  it("gives each of 200 parallel calls its nonce, growing on each lane in the order of arrival", async () => {
    fixture.configure({ scheme: laneScheme, settings: { maxConcurrent: 64, connectionsPerTarget: 16 } });
    const server = await fixture.serve(answers(200, body));
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => fixture.get(server)));
    expect(outcomes.filter(({ kind }) => kind === "answered")).to.have.lengthOf(200);
    const lanes = new Map<string, bigint[]>();
    for (const { headers } of server.requests) {
      const lane = String(headers["x-uuid"]);
      lanes.set(lane, [...(lanes.get(lane) ?? []), BigInt(String(headers["x-nonce"]))]);
    }
    expect(new Set([...lanes.values()].flat())).to.have.lengthOf(200);
    expect(lanes.size).to.be.within(2, 16);
    for (const nonces of lanes.values()) {
      expect(nonces).to.deep.equal(nonces.toSorted((one, other) => (one < other ? -1 : 1)));
    }
  });

  it("takes a new lane after a call that was not answered, and keeps one that was", async () => {
    fixture.configure({ scheme: laneScheme });
    const server = await fixture.serve(
      answers(200),
      answers(401),
      (request) => request.socket.destroy(),
      answers(200),
    );
    await fixture.get(server);
    await fixture.get(server);
    await fixture.post(server);
    await fixture.get(server);
    const [first, second, third, fourth] = server.requests.map(({ headers }) => headers["x-uuid"]);
    expect([second, third]).to.deep.equal([first, first]);
    expect(fourth).to.not.equal(first);
  });

  it("names each request anew in schemes that want it", async () => {
    fixture.configure({ scheme: plainScheme });
    const server = await fixture.serve(answers(200));
    for (let call = 0; call < 3; call += 1) await fixture.get(server);
    expect(new Set(server.requests.map(({ headers }) => headers["x-uuid"]))).to.have.lengthOf(3);
  });

  it("keeps connections for what comes next", async () => {
    const ports = new Set<number | undefined>();
    const server = await fixture.serve((request, response) => {
      ports.add(request.socket.remotePort);
      answers(200)(request, response);
    });
    for (let call = 0; call < 10; call += 1) await fixture.get(server);
    // A connection may not be free again yet when the next call comes at once.
    expect(ports.size).to.be.within(1, 2);
  });

  it("asks one target so many times at once, and all of them so many times", async () => {
    fixture.configure({ settings: { maxConcurrent: 5, connectionsPerTarget: 3 } });
    const counts = [new Crowd(), new Crowd(), new Crowd()];
    const all = new Crowd();
    const servers = await Promise.all(
      counts.map((own) => fixture.serve(own.around(all.around(answers(200, body))))),
    );
    const outcomes = await Promise.all(
      servers.flatMap((server) => Array.from({ length: 20 }, () => fixture.get(server))),
    );
    expect(outcomes.filter(({ kind }) => kind === "answered")).to.have.lengthOf(60);
    for (const { most } of counts) expect(most).to.be.within(1, 3);
    expect(all.most).to.be.within(2, 5);
  });

  it("lets no target that hangs hold up the others", async () => {
    fixture.configure({ settings: { maxConcurrent: 3, connectionsPerTarget: 2 } });
    const [stuck, fine] = [await fixture.serve(hangs()), await fixture.serve(answers(200))];
    const waiting = Array.from({ length: 10 }, () => fixture.get(stuck));
    expect(await fixture.get(fine)).to.have.property("kind", "answered");
    fixture.clock.expire();
    const kinds = (await Promise.all(waiting)).map(({ kind, attempts }) => `${kind} ${attempts}`);
    expect(kinds.toSorted()).to.deep.equal([
      ...Array.from({ length: 8 }, () => "timeout 0"),
      ...Array.from({ length: 2 }, () => "timeout 1"),
    ]);
  });

  it("turns a call away at once when too many wait", async () => {
    fixture.configure({ settings: { maxConcurrent: 1, maxWaiting: 2 } });
    const { behaviour, asked } = watched(hangs());
    const server = await fixture.serve(behaviour);
    const calls = [1, 2, 3].map(() => fixture.get(server));
    await asked;
    expect(await fixture.get(server)).to.include({ kind: "overloaded", calls: 3, attempts: 0 });
    fixture.clock.expire();
    expect((await Promise.all(calls)).map(({ kind }) => kind)).to.deep.equal([
      "timeout",
      "timeout",
      "timeout",
    ]);
    expect(server.requests).to.have.lengthOf(1);
  });

  it("closes what was not used for longest to connect to more targets", async () => {
    fixture.configure({ settings: { maxConcurrent: 2, connectionsPerTarget: 1, maxConnections: 2 } });
    const first = watched(answers(200));
    const servers = [await fixture.serve(first.behaviour)];
    while (servers.length < 4) servers.push(await fixture.serve(answers(200)));
    for (const server of servers) expect(await fixture.get(server)).to.have.property("kind", "answered");
    await first.closed;
  });

  it("ends a call, and its connection, when its caller no longer wants it; others go on", async () => {
    const { behaviour, asked, closed } = watched(hangs());
    const server = await fixture.serve(behaviour, answers(200));
    const controller = new AbortController();
    const call = codeOf(fixture.get(server, { signal: controller.signal }));
    await asked;
    controller.abort();
    expect(await call).to.equal("CANCELLED");
    await closed;
    expect(await codeOf(fixture.get(server, { signal: controller.signal }))).to.equal("CANCELLED");
    expect(await fixture.get(server)).to.have.property("kind", "answered");
    expect(server.requests).to.have.lengthOf(2);
  });

  it("ends a call that waits for its turn, which then never goes out", async () => {
    fixture.configure({ settings: { maxConcurrent: 1 } });
    const { behaviour, asked } = watched(hangs());
    const server = await fixture.serve(behaviour);
    const first = fixture.get(server);
    await asked;
    const controller = new AbortController();
    const second = codeOf(fixture.get(server, { signal: controller.signal }));
    controller.abort();
    expect(await second).to.equal("CANCELLED");
    fixture.clock.expire();
    await first;
    expect(server.requests).to.have.lengthOf(1);
  });

  it("closes with its calls and its connections, and leaves neither timer nor socket", async () => {
    const { behaviour, asked, closed } = watched(hangs());
    const idle = watched(answers(200));
    await fixture.get(await fixture.serve(idle.behaviour));
    const call = codeOf(fixture.get(await fixture.serve(behaviour)));
    await asked;
    await fixture.dendrite.close();
    await fixture.dendrite.close();
    expect(await call).to.equal("CANCELLED");
    await Promise.all([closed, idle.closed]);
    expect(fixture.clock.deadlines).to.equal(0);
    expect(await codeOf(fixture.get({ url: "http://127.0.0.1:1" }))).to.equal("CANCELLED");
  });

  for (const timeoutMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses a timeout of ${timeoutMs} ms`, async () => {
      expect(await codeOf(fixture.get({ url: "http://127.0.0.1:1" }, { timeoutMs }))).to.equal(
        "USAGE_INVALID",
      );
    });
  }

  it("refuses limits that leave calls without a connection", () => {
    expect(() => fixture.configure({ settings: { maxConcurrent: 10, maxConnections: 10 } })).to.throw(
      "maxConnections",
    );
    expect(() => fixture.configure({ settings: { maxAttempts: 0 } })).to.throw("maxAttempts");
  });

  it("asks over IPv6, the address in brackets", async function () {
    const addresses = Object.values(networkInterfaces()).flat();
    if (!addresses.some((entry) => entry?.address === "::1")) this.skip();
    const server = await listen(
      (request, response) => answers(200, request.headers.host)(request, response),
      "::1",
    );
    const outcome = await fixture.get({ url: `http://[::1]:${server.port}` });
    expect(outcome).to.have.property("kind", "answered");
    expect(outcome).to.have.deep.property("body", Buffer.from(`[::1]:${server.port}`));
    server.close();
  });

  it("asks over TLS, and only who has a certificate that it knows", async () => {
    const [key, cert] = await Promise.all(["key", "certificate"].map(readPem));
    const server = createTlsServer({ key, cert }, answers(200, body, answerSignature(body))).listen(
      0,
      "127.0.0.1",
    );
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const target = { ...targetAt(`http://127.0.0.1:${port}`), protocol: "https" } as const;
    expect(await fixture.get({ url: "http://x:1" }, { target })).to.include({
      kind: "unreachable",
      attempts: 3,
    });
    await fixture.dendrite.close();
    fixture.configure({ settings: { certificates: [cert ?? ""] } });
    const outcome = await fixture.get({ url: "http://x:1" }, { target });
    expect(outcome).to.have.nested.property("signature.outcome", "valid");
    await fixture.dendrite.close();
    server.close();
  });
});

/** Counts how many requests are under way at the same time, each for two rounds of the event loop. */
class Crowd {
  most = 0;
  #present = 0;

  around(behaviour: Behaviour): Behaviour {
    return (request, response) => {
      this.#present += 1;
      this.most = Math.max(this.most, this.#present);
      setImmediate(() =>
        setImmediate(() => {
          this.#present -= 1;
          behaviour(request, response);
        }),
      );
    };
  }
}

async function listen(listener: RequestListener, host: string): Promise<{ port: number; close(): void }> {
  const server = createServer(listener).listen(0, host);
  await once(server, "listening");
  // An address is text only for a server on a pipe.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => void server.close() };
}

function readPem(name: string): Promise<string> {
  return readFile(new URL(`../../../../test/fixtures/tls/${name}.pem`, import.meta.url), "utf8");
}
