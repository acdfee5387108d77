import { isIPv4, isIPv6 } from "node:net";
import { NeuronError } from "../../lib/errors.ts";

/** An address the way the chain stores it (facts: bittensor 3.3). */
export interface ChainIp {
  /** 32 or 128 bits, the first byte of the address being the highest. */
  readonly ip: bigint;
  readonly ipType: 4 | 6;
}

/** Returns an IPv4 or IPv6 address as the chain stores it. Throws ADDRESS_REFUSED for text that is neither. */
export function encodeIp(text: string): ChainIp {
  if (isIPv4(text)) return { ip: valueOf(text.split(".").map(Number), 8n), ipType: 4 };
  // A zone means something on one machine only.
  if (isIPv6(text) && !text.includes("%")) return { ip: valueOf(groupsOf(text), 16n), ipType: 6 };
  throw new NeuronError("ADDRESS_REFUSED", `${text} is no IP address`);
}

/** Returns the usual text of an address: IPv4 in four numbers, IPv6 in its shortest form (RFC 5952). */
export function decodeIp({ ip, ipType }: { readonly ip: bigint; readonly ipType: number }): string {
  if (ipType !== 6) return parts(ip, { count: 4, bits: 8n }).join(".");
  const groups = parts(ip, { count: 8, bits: 16n }).map((group) => group.toString(16));
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

/** Eight groups of 16 bits. */
function groupsOf(text: string): number[] {
  // Also writes an IPv4 address at the end as two groups.
  const shortest = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = "", tail] = shortest.split("::");
  const first = hexGroups(head);
  if (tail === undefined) return first;
  const last = hexGroups(tail);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0);
  return [...first, ...zeros, ...last];
}

function hexGroups(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

function valueOf(groups: readonly number[], bits: bigint): bigint {
  return groups.reduce((value, group) => (value << bits) | BigInt(group), 0n);
}

function parts(value: bigint, { count, bits }: { count: number; bits: bigint }): number[] {
  const mask = (1n << bits) - 1n;
  return Array.from({ length: count }, (_, place) =>
    Number((value >> (bits * BigInt(count - 1 - place))) & mask),
  );
}
