import type { Clock } from "../../../lib/clock.ts";
import type { Transaction } from "../extrinsics/decode.ts";
import { poolErrors, type PoolError } from "../extrinsics/pool-error.ts";
import type { Address } from "../state/account.ts";
import { Bans } from "./bans.ts";
import { tell, type PoolEntry, type StatusListener } from "./pool-entry.ts";

const maxTransactions = 4_096;

/** Transactions that wait for a block, in the order in which they came. */
export class Pool {
  readonly #bans: Bans;
  readonly #entries = new Map<string, PoolEntry>();

  constructor(clock: Clock) {
    this.#bans = new Bans(clock);
  }

  get size(): number {
    return this.#entries.size;
  }

  get entries(): readonly PoolEntry[] {
    return [...this.#entries.values()];
  }

  /** Returns why the pool would not take a transaction, whatever the chain thinks of it. */
  refuse(hash: string): PoolError | undefined {
    if (this.#bans.has(hash)) return poolErrors.banned;
    if (this.#entries.has(hash)) return { ...poolErrors.alreadyImported, data: hash };
    return this.#entries.size >= maxTransactions ? poolErrors.full : undefined;
  }

  /** Takes a valid transaction. One of the same nonce gives way to a higher tip; else the new one is refused. */
  add(transaction: Transaction, listener: StatusListener | undefined): PoolError | undefined {
    const rival = this.#findRival(transaction);
    if (rival !== undefined && rival.transaction.tipRao >= transaction.tipRao) return poolErrors.lowPriority;
    if (rival !== undefined) {
      this.#entries.delete(rival.transaction.hash);
      tell(rival, { usurped: transaction.hash });
    }
    this.#entries.set(transaction.hash, { transaction, listener, announcedReady: false });
    return undefined;
  }

  /** Puts back what was in a block that is no more. */
  restore(entry: PoolEntry): void {
    this.#bans.lift(entry.transaction.hash);
    this.#entries.set(entry.transaction.hash, entry);
  }

  /** Removes a transaction that is in a block, or can never be; it may not come again soon. */
  remove(entry: PoolEntry): void {
    this.#entries.delete(entry.transaction.hash);
    this.#bans.add(entry.transaction.hash);
  }

  /** Returns the nonce after those that wait in an unbroken row from this one. */
  nextNonce(signer: Address, accountNonce: number): number {
    const waiting = new Set(this.#of(signer).map(({ transaction }) => transaction.nonce));
    let nonce = accountNonce;
    while (waiting.has(nonce)) nonce += 1;
    return nonce;
  }

  /** Tells the listeners of a signer's transactions which of them can go into the next block. */
  announce(signer: Address, accountNonce: number): void {
    const next = this.nextNonce(signer, accountNonce);
    for (const entry of this.#of(signer)) {
      const isReady = entry.transaction.nonce < next;
      if (isReady && !entry.announcedReady) tell(entry, "ready");
      if (!isReady && !entry.announcedReady) tell(entry, "future");
      entry.announcedReady ||= isReady;
    }
  }

  #findRival({ signer, nonce }: Transaction): PoolEntry | undefined {
    return this.#of(signer).find(({ transaction }) => transaction.nonce === nonce);
  }

  #of(signer: Address): PoolEntry[] {
    return this.entries.filter(({ transaction }) => transaction.signer === signer);
  }
}
