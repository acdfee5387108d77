import type { Clock } from "../../lib/clock.ts";
import { asNeuronError, messageOf, NeuronError } from "../../lib/errors.ts";
import { underSignals } from "../../lib/joined-signal.ts";
import type { Logger } from "../../lib/logger.ts";
import { pause } from "../pause.ts";
import type { BlockRef } from "./head.ts";
import type { RpcSettings } from "./rpc.ts";
import { Session } from "./session.ts";
import { headAgeMs, initialState, nextState, type ConnectionChange, type ConnectionState } from "./state.ts";

export interface SessionKeeperSettings extends RpcSettings {
  /** Websocket addresses, the preferred one first. */
  readonly endpoints: readonly string[];
  /** A node without a new finalized head for so long is asked whether it is there, and left for another if it can be. */
  readonly staleHeadMs: number;
  /** Wait before the first new attempt; it doubles up to `maxRetryDelayMs`. */
  readonly retryDelayMs: number;
  readonly maxRetryDelayMs: number;
}

export interface SessionKeeperDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onState: (state: ConnectionState) => void;
  readonly onHead: (head: BlockRef) => void;
}

/** Keeps a session open, on the first endpoint that works, and knows how that goes. */
export class SessionKeeper {
  readonly #deps: SessionKeeperDeps;
  readonly #settings: SessionKeeperSettings;
  #state: ConnectionState;
  #session: Session | undefined;
  #genesisHash: string | undefined;
  #lifetime: AbortController | undefined;
  /** Fires when whoever started us wants to end, and closes the connection. */
  #told: AbortSignal | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: SessionKeeperDeps, settings: SessionKeeperSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#state = initialState(deps.clock.now());
  }

  get session(): Session | undefined {
    return this.#session;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Tries every endpoint once and goes on trying in the background, from the first on when its patience ends before.
   * Throws when all are of the wrong kind.
   */
  async start(signal: AbortSignal, patienceMs?: number): Promise<void> {
    await this.stop();
    const lifetime = new AbortController();
    this.#lifetime = lifetime;
    this.#told = signal;
    const running = AbortSignal.any([signal, lifetime.signal]);
    const connecting = this.#connectFrom(0, running);
    const failures = await withinPatience(connecting, {
      clock: this.#deps.clock,
      patienceMs,
      signal: running,
    });
    running.throwIfAborted();
    if (failures === undefined) {
      this.#running = connecting.then(() => this.#keepConnected(running));
      return;
    }
    const [first] = failures;
    const allMismatch = failures.every(({ code }) => code === "CHAIN_MISMATCH");
    if (this.#session === undefined && first !== undefined && allMismatch) throw first;
    this.#running = this.#keepConnected(running);
  }

  async stop(): Promise<void> {
    this.#lifetime?.abort();
    this.#lifetime = undefined;
    await this.#running;
    await this.#closeSession();
    this.#change({ kind: "stopped" });
  }

  async #keepConnected(signal: AbortSignal): Promise<void> {
    let failures = this.#session === undefined ? 1 : 0;
    while (!signal.aborted) {
      const session = this.#session;
      if (session !== undefined) {
        await this.#watch(session, signal);
        continue;
      }
      if (!(await pause(this.#deps.clock, this.#retryDelayMs(failures), signal))) return;
      const failed = await this.#connectFrom(0, signal);
      failures = failed.length < this.#settings.endpoints.length ? 0 : failures + 1;
    }
  }

  /** Tries the endpoints in turn, from the given one on, until one works; returns why those before it failed. */
  async #connectFrom(from: number, signal: AbortSignal): Promise<NeuronError[]> {
    const failures: NeuronError[] = [];
    const { endpoints } = this.#settings;
    for (let step = 0; step < endpoints.length && !signal.aborted; step++) {
      try {
        await this.#connect((from + step) % endpoints.length, signal);
        return failures;
      } catch (error) {
        const failure = asNeuronError(error);
        failures.push(failure);
        this.#report(failure);
      }
    }
    return failures;
  }

  async #connect(index: number, signal: AbortSignal): Promise<void> {
    const { clock, logger, onHead } = this.#deps;
    const session = await Session.open(
      this.#settings.endpoints[index] ?? "",
      {
        clock,
        logger,
        signal,
        onHead: (head) => {
          this.#change({ kind: "head", head });
          onHead(head);
        },
      },
      this.#settings,
    );
    await this.#assertSameChain(session);
    this.#session = session;
    session.ended.addEventListener("abort", () => {
      if (this.#session === session) this.#lose("the connection was closed");
    });
    this.#change({ kind: "connected", endpoint: session.url, isPreferred: index === 0 });
    logger.info("Connected to the chain", { endpoint: session.url, preferred: index === 0 });
    if (session.ended.aborted) this.#lose("the connection was closed");
  }

  async #assertSameChain(session: Session): Promise<void> {
    this.#genesisHash ??= session.genesisHash;
    if (session.genesisHash === this.#genesisHash) return;
    await session.close();
    throw new NeuronError(
      "CHAIN_MISMATCH",
      `The endpoint ${session.url} belongs to another chain than the one that was used before; check subtensor.chain_endpoint`,
      { context: { url: session.url } },
    );
  }

  /** Waits until the session ends or its node falls silent. */
  async #watch(session: Session, signal: AbortSignal): Promise<void> {
    const { endpoints, staleHeadMs } = this.#settings;
    const isTime = await underSignals([signal, session.ended], (over) =>
      pause(this.#deps.clock, staleHeadMs, over),
    );
    if (!isTime || !this.#isSilent()) return;
    const isAlive = await this.#ping(session);
    // A node that answers but does not follow the chain is better than none, and worse than any other.
    if (isAlive && endpoints.length === 1) return;
    await this.#closeSession();
    this.#lose(isAlive ? "the node does not follow the chain any more" : "the node does not answer any more");
    await this.#connectFrom(endpoints.indexOf(session.url) + 1, signal);
  }

  #isSilent(): boolean {
    const nowMs = this.#deps.clock.now();
    const connectedMs = nowMs - this.#state.sinceMs;
    const silentMs = Math.min(headAgeMs(this.#state, nowMs) ?? Infinity, connectedMs);
    return silentMs >= this.#settings.staleHeadMs;
  }

  async #ping(session: Session): Promise<boolean> {
    try {
      await session.rpc.call("system_health", []);
      return true;
    } catch (error) {
      this.#deps.logger.debug("Silent node did not answer", {
        endpoint: session.url,
        error: messageOf(error),
      });
      return false;
    }
  }

  #lose(reason: string): void {
    this.#session = undefined;
    if (this.#lifetime === undefined || this.#lifetime.signal.aborted) return;
    const level = this.#told?.aborted === true ? "debug" : "warn";
    this.#deps.logger[level]("Connection to the chain lost", { endpoint: this.#state.endpoint, reason });
    this.#change({ kind: "lost", reason });
  }

  #report(failure: NeuronError): void {
    if (failure.code === "CANCELLED") return;
    // The first failure is news, those that repeat it are not.
    const isNews = this.#state.status !== "lost" || this.#state.reason !== failure.message;
    const level = isNews ? "warn" : "debug";
    this.#deps.logger[level]("Chain endpoint failed", { code: failure.code, error: failure.message });
    this.#change({ kind: "lost", reason: failure.message });
  }

  async #closeSession(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  #change(change: ConnectionChange): void {
    const state = nextState(this.#state, change, this.#deps.clock.now());
    if (state === this.#state) return;
    this.#state = state;
    this.#deps.onState(state);
  }

  #retryDelayMs(failures: number): number {
    const { retryDelayMs, maxRetryDelayMs } = this.#settings;
    return Math.min(maxRetryDelayMs, retryDelayMs * 2 ** Math.max(0, failures - 1));
  }
}

/** Returns what the work returns, or undefined when that takes too long; without a limit it is waited for. */
async function withinPatience<Result>(
  work: Promise<Result>,
  { clock, patienceMs, signal }: { clock: Clock; patienceMs: number | undefined; signal: AbortSignal },
): Promise<Result | undefined> {
  if (patienceMs === undefined) return work;
  const done = new AbortController();
  const over = pause(clock, patienceMs, AbortSignal.any([signal, done.signal])).then(() => undefined);
  try {
    return await Promise.race([work, over]);
  } finally {
    done.abort();
  }
}
