import type { Clock } from "../lib/clock.ts";
import { NeuronError } from "../lib/errors.ts";
import type { Startable } from "../lib/lifecycle.ts";
import type { Logger } from "../lib/logger.ts";
import { BlockView } from "./block-view.ts";
import { readFinalizedHead, type BlockRef } from "./connection/head.ts";
import { isBehind, raise, type HighWater } from "./connection/high-water.ts";
import { SessionKeeper, type SessionKeeperSettings } from "./connection/session-keeper.ts";
import type { ChainAccess } from "./connection/session.ts";
import type { ConnectionState } from "./connection/state.ts";
import { Observers, type Unsubscribe } from "./observers.ts";

export interface ChainClientDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

export type ChainClientSettings = SessionKeeperSettings;

/** Twelve seconds a block; a connection over the ocean and a busy node included (facts: bittensor 3.1). */
export const defaultChainTimes = {
  connectTimeoutMs: 15_000,
  callTimeoutMs: 30_000,
  staleHeadMs: 120_000,
  retryDelayMs: 1_000,
  maxRetryDelayMs: 60_000,
} as const;

/** What most parts need of the client. */
export type Chain = Pick<ChainClient, "access" | "finalized" | "state" | "onHead">;

/**
 * The neuron's way to the chain:
 *
 *     const chain = new ChainClient({ clock, logger }, { endpoints: ["wss://…"], ...defaultChainTimes });
 *     await chain.start(signal);
 *     const view = await chain.finalized();
 */
export class ChainClient implements Startable {
  readonly name = "chain";
  readonly #clock: Clock;
  readonly #keeper: SessionKeeper;
  readonly #states = new Observers<ConnectionState>();
  readonly #heads = new Observers<BlockRef>();
  #highWater: HighWater | undefined;

  constructor({ clock, logger }: ChainClientDeps, settings: ChainClientSettings) {
    this.#clock = clock;
    this.#keeper = new SessionKeeper(
      {
        clock,
        logger,
        onState: (state) => this.#states.tell(state),
        onHead: (head) => {
          this.#raise(head);
          this.#heads.tell(head);
        },
      },
      settings,
    );
  }

  /**
   * Tries every endpoint once and keeps trying in the background when none answers: a neuron can serve for a while
   * without the chain. Throws CHAIN_MISMATCH when every endpoint answered and none of them is a subtensor.
   *
   * @param patienceMs no longer than this is waited for the first connection; without it, until each was tried.
   */
  async start(signal: AbortSignal, patienceMs?: number): Promise<void> {
    await this.#keeper.start(signal, patienceMs);
  }

  async stop(): Promise<void> {
    await this.#keeper.stop();
  }

  state(): ConnectionState {
    return this.#keeper.state;
  }

  /** Calls the listener at every change of the state, new heads included. */
  onState(listener: (state: ConnectionState) => void): Unsubscribe {
    return this.#states.add(listener);
  }

  /** Calls the listener at every new finalized head; some may be skipped. */
  onHead(listener: (head: BlockRef) => void): Unsubscribe {
    return this.#heads.add(listener);
  }

  /** Returns the connection in use. Throws CHAIN_UNAVAILABLE when there is none. */
  access(): ChainAccess {
    const { session, state } = this.#keeper;
    if (session !== undefined) return session;
    throw new NeuronError(
      "CHAIN_UNAVAILABLE",
      `There is no connection to the chain: ${state.reason ?? "none was made yet"}`,
      { context: { endpoint: state.endpoint } },
    );
  }

  /**
   * Returns a view of the chain as it is finalized now. Throws CHAIN_UNAVAILABLE without a connection, and when the
   * node is behind what was already seen to be final.
   */
  async finalized(): Promise<BlockView> {
    const access = this.access();
    // What is learned while the node answers says nothing about its answer.
    const before = this.#highWater;
    const head = await readFinalizedHead(access.rpc);
    this.#raise(head);
    const mark = raise(before, head, this.#clock.now());
    if (!isBehind(mark, head)) return new BlockView(access, await access.runtime(), head);
    throw new NeuronError(
      "CHAIN_UNAVAILABLE",
      `The node ${access.url} is at block ${head.number}, behind block ${mark.number}, which was final already`,
      { context: { endpoint: access.url } },
    );
  }

  #raise(head: BlockRef): void {
    this.#highWater = raise(this.#highWater, head, this.#clock.now());
  }
}
