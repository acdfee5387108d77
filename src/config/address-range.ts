import { isIP } from "node:net";

/** Addresses that begin with the same bits. */
export interface AddressRange {
  readonly address: string;
  readonly prefixBits: number;
  readonly family: "ipv4" | "ipv6";
}

/** Returns what `192.0.2.7`, `192.0.2.0/24` or `2001:db8::/32` stands for, or undefined for another text. */
export function findAddressRange(text: string): AddressRange | undefined {
  const { address = "", prefix } = /^(?<address>[^/%]+)(?:\/(?<prefix>\d{1,3}))?$/.exec(text)?.groups ?? {};
  const version = isIP(address);
  if (version === 0) return undefined;
  const [family, longest] = version === 4 ? (["ipv4", 32] as const) : (["ipv6", 128] as const);
  const prefixBits = Number(prefix ?? longest);
  return prefixBits > longest ? undefined : { address, prefixBits, family };
}
