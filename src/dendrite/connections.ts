import { Pool } from "undici";
import type { DendriteSettings } from "./settings.ts";

interface TargetConnections {
  readonly pool: Pool;
  users: number;
}

/**
 * The open connections, by target. Room for another target is made by closing those of the one that was not used for
 * longest; there is one as long as no more work is done at a time than there is room for targets.
 */
export class Connections {
  readonly #settings: DendriteSettings;
  readonly #maxTargets: number;
  /** The one used last is last. */
  readonly #targets = new Map<string, TargetConnections>();
  readonly #closing = new Set<Promise<void>>();

  constructor(settings: DendriteSettings) {
    this.#settings = settings;
    this.#maxTargets = Math.floor(settings.maxConnections / settings.connectionsPerTarget);
  }

  /** How many targets have connections. */
  get targets(): number {
    return this.#targets.size;
  }

  /** Does the work with the connections to an origin, which are not closed meanwhile. */
  async use<Done>(origin: string, work: (pool: Pool) => Promise<Done>): Promise<Done> {
    const connections = this.#targets.get(origin) ?? { pool: this.#open(origin), users: 0 };
    this.#targets.delete(origin);
    this.#targets.set(origin, connections);
    connections.users += 1;
    this.#makeRoom();
    try {
      return await work(connections.pool);
    } finally {
      connections.users -= 1;
    }
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    const pools = [...this.#targets.values()].map(({ pool }) => pool);
    this.#targets.clear();
    await Promise.all([...pools.map((pool) => pool.destroy()), ...this.#closing]);
  }

  #open(origin: string): Pool {
    const { connectionsPerTarget, keepAliveMs, connectMs, maxHeaderBytes, certificates } = this.#settings;
    return new Pool(origin, {
      connections: connectionsPerTarget,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      maxHeaderSize: maxHeaderBytes,
      // A call has one deadline over all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connectMs, ...(certificates && { ca: [...certificates] }) },
    });
  }

  #makeRoom(): void {
    if (this.#targets.size <= this.#maxTargets) return;
    const idle = [...this.#targets].find(([, { users }]) => users === 0);
    if (idle === undefined) return;
    const [origin, { pool }] = idle;
    this.#targets.delete(origin);
    const closing = pool.destroy().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
