import { BlockList, isIPv4 } from "node:net";

/** Some addresses of the internet. */
export interface AddressList {
  /** Returns whether an address, as `findAddress` returns it, is one of them. */
  has(address: string): boolean;
}

/** Returns the list of these addresses and ranges in CIDR notation, which the settings have checked. */
export function createAddressList(ranges: readonly string[]): AddressList {
  // Most neurons have none: looking into an empty list would cost more than all else about a request.
  if (ranges.length === 0) return { has: () => false };
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return { has: (address) => list.check(address, familyOf(address)) };
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}
