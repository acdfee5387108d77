import { expect } from "chai";
import { z } from "zod";
import { documentOf, defineRoute, noParameters, type Route } from "../../../src/axon/route.ts";
import { createAxon, type Axon } from "../../../src/axon/create-axon.ts";
import type { FinishedRequest } from "../../../src/axon/request-notes.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { ask } from "../../support/http.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe("the axon's observer", () => {
  let directory: string;
  let axon: Axon;
  let seen: FinishedRequest[];

  beforeEach(async () => {
    directory = await makeTempDir();
    seen = [];
    axon = createObserved(directory, (request) => seen.push(request));
    await axon.start(new AbortController().signal);
  });

  afterEach(async () => {
    await axon.stop();
    await removeTempDir(directory);
  });

  it("is told of an answer, by the route as it was declared", async () => {
    const { headers } = await ask(axon.url(), "/things/42");
    await told(1);
    expect(seen[0]).to.deep.include({
      method: "GET",
      route: "/things/{id}",
      status: 200,
      refusal: undefined,
    });
    expect(seen[0]?.id).to.equal(headers["x-request-id"]);
    expect(seen[0]?.durationMs).to.be.within(0, 10_000);
  });

  it("is told of what no route takes, without the path", async () => {
    await ask(axon.url(), "/nothing");
    await told(1);
    expect(seen[0]).to.deep.include({ route: undefined, status: 404, hotkey: undefined });
  });

  it("is told why the guard turned a request away", async () => {
    await ask(axon.url(), "/.env");
    await told(1);
    expect(seen[0]).to.deep.include({ refusal: "probe", status: 404 });
    for (let at = 0; at < 60; at++) await ask(axon.url(), "/things/42");
    await told(61);
    expect(seen.map(({ refusal }) => refusal)).to.include("ip_rate_limit_per_second");
  });

  it("takes a probed path for no probe when the request is meant for a scheme", async () => {
    await ask(axon.url(), "/admin", { headers: { "x-bittensor-version": "1" } });
    await told(1);
    expect(seen[0]).to.deep.include({ refusal: undefined, status: 404 });
  });

  it("gives each request an id of its own", async () => {
    await ask(axon.url(), "/things/1");
    await ask(axon.url(), "/things/2");
    await told(2);
    expect(new Set(seen.map(({ id }) => id)).size).to.equal(2);
  });

  /** The server learns of the end of an answer a moment after the caller. */
  async function told(count: number): Promise<void> {
    while (seen.length < count) await new Promise((resolve) => setImmediate(resolve));
  }
});

function createObserved(dataDirectory: string, observer: (request: FinishedRequest) => void): Axon {
  const { settings } = resolveConfig([]);
  const info = { title: "Test", version: "1.0.0", description: "Test" };
  return createAxon(
    {
      routes: [thing],
      synapses: [],
      identity: undefined,
      observer,
      clock: systemClock(),
      logger: silentLogger(),
    },
    {
      server: { host: "127.0.0.1", port: 0, corsOrigins: ["*"], drainMs: 1_000, info },
      auth: settings.auth,
      admission: settings.admission,
      guard: settings.guard,
      dataDirectory,
    },
  );
}

const thing: Route = defineRoute({
  method: "get",
  path: "/things/{id}",
  summary: "A thing",
  tag: "Things",
  access: "open",
  params: z.object({ id: z.string() }),
  query: noParameters,
  response: z.object({}),
  errors: {},
  handle: () => documentOf({}),
});
