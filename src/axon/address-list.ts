import { BlockList, isIP } from "node:net";
import { findAddressRange } from "../config/address-range.ts";
import { NeuronError } from "../lib/errors.ts";

/** Addresses and ranges of them. An IPv4 address matches in its IPv6 form, too. */
export class AddressList {
  readonly #ranges = new BlockList();
  readonly #isEmpty: boolean;

  /**
   * Throws CONFIG_INVALID for what is neither an address nor a range.
   *
   * @param ranges as `192.0.2.7`, `192.0.2.0/24` or `2001:db8::/32`.
   */
  constructor(ranges: readonly string[]) {
    this.#isEmpty = ranges.length === 0;
    for (const text of ranges) {
      const range = findAddressRange(text);
      if (range === undefined) {
        throw new NeuronError(
          "CONFIG_INVALID",
          `${text} is neither an address nor a range like 192.0.2.0/24`,
        );
      }
      this.#ranges.addSubnet(range.address, range.prefixBits, range.family);
    }
  }

  /** Returns whether the address, with or without a zone, is on the list; false for what is no address. */
  has(address: string): boolean {
    if (this.#isEmpty) return false;
    const [plain = ""] = address.split("%", 1);
    const version = isIP(plain);
    return version !== 0 && this.#ranges.check(plain, version === 4 ? "ipv4" : "ipv6");
  }
}
