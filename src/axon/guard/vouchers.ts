import { LRUCache } from "lru-cache";

const mostAddresses = 10_000;
const validMs = 24 * 3_600_000;

/** From which addresses hotkeys of the subnet have proved themselves within a day; of too many, the latest. */
export class Vouchers {
  readonly #vouchedAtMs = new LRUCache<string, number>({ max: mostAddresses });

  /** Takes down that a hotkey of the subnet was verified from this address. */
  vouch(address: string, nowMs: number): void {
    this.#vouchedAtMs.set(address, nowMs);
  }

  isVouchedFor(address: string, nowMs: number): boolean {
    const vouchedAtMs = this.#vouchedAtMs.peek(address);
    return vouchedAtMs !== undefined && nowMs - vouchedAtMs < validMs;
  }
}
