import { arch, platform } from "node:process";
import type { Clock } from "../../lib/clock.ts";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import { joinSignals } from "../../lib/joined-signal.ts";
import type { Startable } from "../../lib/lifecycle.ts";
import type { Logger } from "../../lib/logger.ts";
import { findResidentBytes } from "../../lib/process-identity.ts";
import type { Connection, ConnectionSource } from "../connection.ts";
import { attachOrStart, leave, type EngineSession } from "./attach-or-start.ts";
import { countFailures, restartDelayMs } from "./backoff.ts";
import { deferred } from "./deferred.ts";
import { getEngineLibrary } from "./library.ts";
import { probe } from "./probe.ts";

export interface EngineDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface EngineSettings {
  /** The neuron's data directory. */
  readonly dataDir: string;
  /** The engine refuses queries that would take more than this. */
  readonly maxMemoryBytes: number;
}

export interface EngineStatus {
  readonly pid: number;
  /** False when another process of this operator runs the engine. */
  readonly own: boolean;
  /** Undefined where the system does not say. */
  readonly residentBytes: number | undefined;
}

/** A query waits so long for an engine that is being restarted. */
const connectionTimeoutMs = 10_000;

/**
 * The embedded ClickHouse engine: a real ClickHouse in a child process, or the one that another process already
 * runs on the same data directory. While started it is kept available: a dead child is replaced, after growing
 * pauses, and so is an engine of others that went away.
 */
export class Engine implements Startable, ConnectionSource {
  readonly name = "embedded engine";
  readonly #deps: EngineDeps;
  readonly #settings: EngineSettings;
  #stopping = new AbortController();
  #supervision = Promise.resolve();
  #session: EngineSession | undefined;
  /** The session that queries wait for while there is none; undefined in it means that none will come. */
  #next = deferred<EngineSession | undefined>();
  /** Wakes the supervision: somebody could not reach the engine. */
  #suspicion = deferred<undefined>();
  /** Why the engine could not be brought back so far. */
  #lastFailure: unknown;

  constructor(deps: EngineDeps, settings: EngineSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#next.resolve(undefined);
  }

  /** Resolves when the engine answers. Throws LIBRARY_MISSING or ENGINE_FAILED when it cannot be brought to. */
  async start(signal: AbortSignal): Promise<void> {
    this.#stopping = new AbortController();
    const session = await this.#open(AbortSignal.any([signal, this.#stopping.signal]));
    this.#announce(session);
    this.#supervision = this.#supervise(session);
  }

  /** Ends our own child; an engine of others is left running. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#suspicion.resolve(undefined);
    await this.#supervision;
  }

  /** Returns where the engine is now; waits while it is being restarted, then throws STORE_UNAVAILABLE. */
  async connection(signal?: AbortSignal): Promise<Connection> {
    const session = this.#session ?? (await this.#waitForSession(signal));
    if (session !== undefined) return session.connection;
    throw new NeuronError("STORE_UNAVAILABLE", "The embedded ClickHouse engine is not running", {
      cause: this.#lastFailure,
    });
  }

  /** Has the engine looked after; until that is done, `connection` waits. */
  reportLost(connection: Connection): void {
    if (this.#session?.connection !== connection) return;
    this.#withdraw();
    this.#suspicion.resolve(undefined);
  }

  /** Returns facts about the running engine, or undefined while there is none. */
  async findStatus(): Promise<EngineStatus | undefined> {
    if (this.#session === undefined) return undefined;
    const { kind, connection } = this.#session;
    return {
      pid: connection.pid,
      own: kind === "own",
      residentBytes: await findResidentBytes(connection.pid),
    };
  }

  async #supervise(first: EngineSession): Promise<void> {
    let session = first;
    let failures = 0;
    while (await this.#isLost(session)) {
      failures = countFailures(failures, this.#deps.clock.now() - session.connection.startedAt);
      this.#deps.logger.warn("Embedded engine lost", { ...(await describeLoss(session)), failures });
      const next = await this.#reopen(session, failures);
      if (next === undefined) break;
      session = next;
      this.#announce(session);
    }
    this.#withdraw();
    this.#next.resolve(undefined);
    await leave(session, this.#settings.dataDir);
  }

  /** Resolves to true when the engine is gone, to false when we stop. */
  async #isLost(session: EngineSession): Promise<boolean> {
    for (;;) {
      const isDead = await Promise.race([hasDied(session), this.#suspicion.promise.then(() => false)]);
      if (this.#isStopping()) return false;
      this.#suspicion = deferred();
      this.#withdraw();
      if (isDead || (await probe(session.connection)).kind === "refused") return true;
      this.#publish(session);
    }
  }

  /** Returns the engine that takes the lost one's place, or undefined when we stop before there is one. */
  async #reopen(lost: EngineSession, failures: number): Promise<EngineSession | undefined> {
    const { signal } = this.#stopping;
    for (let attempt = failures; !this.#isStopping(); attempt++) {
      try {
        await leave(lost, this.#settings.dataDir);
        await this.#deps.clock.sleep(restartDelayMs(attempt), signal);
        return await this.#open(signal);
      } catch (error) {
        if (!this.#isStopping()) this.#noteFailure(error);
      }
    }
    return undefined;
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #open(signal: AbortSignal): Promise<EngineSession> {
    const { dataDir, maxMemoryBytes } = this.#settings;
    const libraryPath = getEngineLibrary(platform, arch);
    return attachOrStart({ dataDir, maxMemoryBytes, libraryPath }, this.#deps.clock, signal);
  }

  #announce(session: EngineSession): void {
    const { pid, url } = session.connection;
    this.#deps.logger.info("Embedded engine ready", { pid, url, own: session.kind === "own" });
    this.#lastFailure = undefined;
    this.#publish(session);
  }

  #publish(session: EngineSession): void {
    this.#session = session;
    this.#next.resolve(session);
  }

  #withdraw(): void {
    if (this.#session === undefined) return;
    this.#session = undefined;
    this.#next = deferred();
  }

  /** The first failure of an outage is news, the rest are repetitions. */
  #noteFailure(error: unknown): void {
    const fields = { error: messageOf(error) };
    if (this.#lastFailure === undefined)
      this.#deps.logger.error("Embedded engine does not come back", fields);
    else this.#deps.logger.debug("Embedded engine still does not come back", fields);
    this.#lastFailure = error;
  }

  async #waitForSession(signal?: AbortSignal): Promise<EngineSession | undefined> {
    const patience = new AbortController();
    const giveUp = joinSignals(patience.signal, ...(signal === undefined ? [] : [signal]));
    const timeout = this.#deps.clock.sleep(connectionTimeoutMs, giveUp.signal).then(() => undefined);
    try {
      return await Promise.race([this.#next.promise, timeout]);
    } finally {
      patience.abort();
      giveUp.release();
    }
  }
}

/** Resolves to true when our own child has ended; for an engine of others never: its end shows in queries only. */
function hasDied(session: EngineSession): Promise<boolean> {
  return session.kind === "own" ? session.host.ended.then(() => true) : new Promise(() => undefined);
}

/** Returns what is known about the end of an engine, for the log; a child of ours that still runs is ended. */
async function describeLoss(session: EngineSession): Promise<Readonly<Record<string, unknown>>> {
  const { pid } = session.connection;
  if (session.kind === "attached") return { pid, own: false };
  return { pid, own: true, ...(await session.host.end()) };
}
