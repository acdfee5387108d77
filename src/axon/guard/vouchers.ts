const mostAddresses = 10_000;
const validMs = 24 * 3_600_000;

/** From which addresses hotkeys of the subnet have proved themselves within a day; of too many, the latest. */
export class Vouchers {
  readonly #vouchedAtMs = new Map<string, number>();

  /** Takes down that a hotkey of the subnet was verified from this address. */
  vouch(address: string, nowMs: number): void {
    this.#vouchedAtMs.delete(address);
    this.#vouchedAtMs.set(address, nowMs);
    if (this.#vouchedAtMs.size <= mostAddresses) return;
    for (const oldest of this.#vouchedAtMs.keys()) {
      this.#vouchedAtMs.delete(oldest);
      return;
    }
  }

  isVouchedFor(address: string, nowMs: number): boolean {
    const vouchedAtMs = this.#vouchedAtMs.get(address);
    return vouchedAtMs !== undefined && nowMs - vouchedAtMs < validMs;
  }
}
