import type { Clock } from "../../../lib/clock.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { ChainEvent } from "../calls/call.ts";
import { findTransaction } from "../extrinsics/decode.ts";
import { poolErrors, type PoolError } from "../extrinsics/pool-error.ts";
import { validate, type ValidationView, type VerifySignature } from "../extrinsics/validate.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Address } from "../state/account.ts";
import { getAccount, type ChainState } from "../state/chain-state.ts";
import { BlockStore } from "./block-store.ts";
import { genesisBlock, type Block } from "./block.ts";
import { buildBlock } from "./build-block.ts";
import { Pool } from "./pool.ts";
import { tell, type PoolEntry, type StatusListener } from "./pool-entry.ts";

export interface ChainDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly verify: VerifySignature;
}

export interface ChainSettings {
  readonly runtime: Runtime;
  readonly state: ChainState;
  /** By how many blocks finality follows the head. */
  readonly finalityLagBlocks: number;
  readonly maxKeptBlocks: number;
}

export interface ChainListener {
  /** There is a new head: one block further, or further down after a reorganisation. */
  head?(block: Block): void;
  finalized?(block: Block): void;
}

export type Submitted =
  { readonly ok: true; readonly hash: string } | { readonly ok: false; readonly error: PoolError };

/** The chain itself: its blocks, the transactions that wait for one, and those who listen. */
export class Chain {
  readonly #deps: ChainDeps;
  readonly #settings: ChainSettings;
  readonly #blocks: BlockStore;
  readonly #pool: Pool;
  readonly #listeners = new Set<ChainListener>();
  /** What stands in blocks that are not final yet, by the block's hash. */
  readonly #unfinalized = new Map<string, readonly PoolEntry[]>();
  #finalized: Block;
  #nextRuntime: Runtime;
  #fork = 0;
  /** Events of edits since the last block. */
  #injected: ChainEvent[] = [];

  constructor(deps: ChainDeps, settings: ChainSettings) {
    this.#deps = deps;
    this.#settings = settings;
    this.#blocks = new BlockStore(genesisBlock(settings.runtime, settings.state), settings.maxKeptBlocks);
    this.#pool = new Pool(deps.clock);
    this.#finalized = this.#blocks.genesis;
    this.#nextRuntime = settings.runtime;
  }

  get genesis(): Block {
    return this.#blocks.genesis;
  }

  get head(): Block {
    return this.#blocks.head;
  }

  get finalized(): Block {
    return this.#finalized;
  }

  get pending(): readonly string[] {
    return this.#pool.entries.map(({ transaction }) => transaction.hex);
  }

  find(hash: string): Block | undefined {
    return this.#blocks.find(hash);
  }

  findHash(number: number): string | undefined {
    return this.#blocks.findHash(number);
  }

  /** Calls the listener from now on; the function returned ends that. */
  listen(listener: ChainListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts a transaction into the pool if the node would; the listener, if any, hears of its life. */
  submit(hex: string, listener?: StatusListener): Submitted {
    const { head } = this;
    const transaction = findTransaction(head.runtime, hex);
    if (transaction === undefined) return { ok: false, error: poolErrors.unreadable };
    const refused = this.#pool.refuse(transaction.hash);
    if (refused !== undefined) return { ok: false, error: refused };
    const validity = validate({ ...this.#view(head.runtime), state: head.state }, transaction);
    if (validity.kind === "refused") return { ok: false, error: validity.error };
    const rejected = this.#pool.add(transaction, listener);
    if (rejected !== undefined) return { ok: false, error: rejected };
    this.#pool.announce(transaction.signer, getAccount(head.state, transaction.signer).nonce);
    return { ok: true, hash: transaction.hash };
  }

  /** Returns the nonce for the next transaction of an account, those in the pool counted. */
  nextNonce(address: Address): number {
    return this.#pool.nextNonce(address, getAccount(this.head.state, address).nonce);
  }

  /** Builds the next block and tells everybody. */
  seal(): Block {
    const runtime = this.#nextRuntime;
    const parent = this.head;
    const { block, included, invalid } = buildBlock({
      parent,
      timestampMs: Math.max(this.#deps.clock.now(), parent.timestampMs + 1),
      fork: this.#fork,
      injected: this.#injected,
      waiting: this.#pool.entries,
      view: this.#view(runtime),
    });
    this.#injected = [];
    for (const entry of [...included, ...invalid]) this.#pool.remove(entry);
    this.#blocks.append(block);
    this.#unfinalized.set(block.hash, included);
    this.#tellHead(block);
    for (const entry of invalid) tell(entry, "invalid");
    for (const entry of included) tell(entry, { inBlock: block.hash });
    this.#finalizeUpTo(block.number - this.#settings.finalityLagBlocks);
    this.#deps.logger.debug("Devnet block sealed", { number: block.number, transactions: included.length });
    return block;
  }

  /**
   * Changes the state under the head at once, as nothing on a real chain could. Listeners hear of it, and of the
   * events, with the next block.
   */
  edit(state: ChainState, ...events: readonly ChainEvent[]): void {
    const { head } = this;
    this.#blocks.replaceHead({ ...head, state });
    if (this.#finalized.hash === head.hash) this.#finalized = this.head;
    this.#injected.push(...events);
  }

  /** Lets another runtime take over with the next block. */
  upgrade(runtime: Runtime): void {
    this.#nextRuntime = runtime;
  }

  /** Makes an earlier block the head again. What was in the blocks above waits for a block once more. */
  reorganise(number: number): void {
    const cut = this.#blocks.cutAbove(number);
    this.#fork += 1;
    this.#nextRuntime = this.head.runtime;
    if (this.#finalized.number > number) this.#finalized = this.head;
    for (const block of cut) {
      for (const entry of this.#unfinalized.get(block.hash) ?? []) {
        this.#pool.restore(entry);
        tell(entry, { retracted: block.hash });
      }
      this.#unfinalized.delete(block.hash);
    }
    this.#tellHead(this.head);
  }

  #view(runtime: Runtime): Omit<ValidationView, "state"> {
    return {
      runtime,
      block: this.head.number + 1,
      genesisHash: this.genesis.hash,
      hashOf: (number) => this.findHash(number),
      verify: this.#deps.verify,
    };
  }

  #finalizeUpTo(number: number): void {
    while (this.#finalized.number < number) {
      const block = this.#blocks.get(this.#finalized.number + 1);
      this.#finalized = block;
      for (const listener of this.#listeners) listener.finalized?.(block);
      for (const entry of this.#unfinalized.get(block.hash) ?? []) tell(entry, { finalized: block.hash });
      this.#unfinalized.delete(block.hash);
    }
  }

  #tellHead(block: Block): void {
    for (const listener of this.#listeners) listener.head?.(block);
  }
}
