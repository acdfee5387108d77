import { EventEmitter, once } from "node:events";
import type { Dendrite, DendriteDeps, DendriteRequest } from "../../../src/dendrite/dendrite.ts";
import type { Outcome } from "../../../src/dendrite/outcome.ts";
import { createTestDendrite, HastyClock, targetAt, timeoutMs } from "../../support/dendrite.ts";
import { startHostileServer, type Behaviour, type HostileServer } from "../../support/hostile-server.ts";

/** A dendrite and the servers that it asks, for the time of one test. */
export class Fixture {
  readonly clock = new HastyClock();
  #dendrite: Dendrite = createTestDendrite({ clock: this.clock });
  readonly #servers: HostileServer[] = [];

  get dendrite(): Dendrite {
    return this.#dendrite;
  }

  /** Makes another dendrite; for before the first call. */
  configure(overrides: Partial<DendriteDeps>): void {
    this.#dendrite = createTestDendrite({ clock: this.clock, ...overrides });
  }

  /** Starts a server whose nth request meets the nth behaviour; the last one stays. */
  async serve(...behaviours: readonly Behaviour[]): Promise<HostileServer> {
    const server = await startHostileServer(...behaviours);
    this.#servers.push(server);
    return server;
  }

  get(server: { readonly url: string }, overrides: Partial<DendriteRequest> = {}): Promise<Outcome> {
    const target = targetAt(server.url);
    return this.dendrite.request({ target, method: "GET", path: "/scores?day=1", timeoutMs, ...overrides });
  }

  post(server: { readonly url: string }): Promise<Outcome> {
    return this.get(server, { method: "POST", body: Buffer.from("{}") });
  }

  async end(): Promise<void> {
    await this.dendrite.close();
    for (const server of this.#servers) await server.close();
  }
}

/** Returns a behaviour with promises of when it meets a request, and of when that one's connection is closed. */
export function watched(behaviour: Behaviour) {
  const events = new EventEmitter();
  const watching: Behaviour = (request, response) => {
    request.socket.once("close", () => events.emit("closed"));
    behaviour(request, response);
    events.emit("asked");
  };
  return { behaviour: watching, asked: once(events, "asked"), closed: once(events, "closed") };
}
