import { isIP, isIPv4, isIPv6 } from "node:net";
import type { AddressList } from "../address-list.ts";

const mappedPrefix = "::ffff:";

/**
 * Returns the address that a request comes from. `X-Forwarded-For` is what anyone can write: it is read only when a
 * trusted proxy hands the request on, from the right, where the proxies write, and only up to the first address that
 * is not theirs. What is no address ends the reading at the proxy that passed it on. Returns undefined for a
 * connection that is closed already.
 *
 * @param forwardedFor the header, or undefined without one.
 */
export function clientAddressOf(
  remoteAddress: string | undefined,
  forwardedFor: string | readonly string[] | undefined,
  trustedProxies: AddressList,
): string | undefined {
  const peer = remoteAddress === undefined ? undefined : findAddress(remoteAddress);
  if (peer === undefined || forwardedFor === undefined || !trustedProxies.has(peer)) return peer;
  const hops = (typeof forwardedFor === "string" ? forwardedFor : forwardedFor.join(",")).split(",");
  let nearest = peer;
  for (const hop of hops.reverse()) {
    const address = findAddress(withoutPort(hop.trim()));
    if (address === undefined) return nearest;
    nearest = address;
    if (!trustedProxies.has(address)) return nearest;
  }
  return nearest;
}

/**
 * Returns an address in its one usual form: IPv4 in four numbers, also where IPv6 carries it, IPv6 in its shortest
 * form without a zone (RFC 5952). Returns undefined for text that is no address.
 */
export function findAddress(text: string): string | undefined {
  // How a socket for both families names its IPv4 peers: nearly every request has one of these two forms.
  const mapped = text.startsWith(mappedPrefix) ? text.slice(mappedPrefix.length) : text;
  if (isIPv4(mapped)) return mapped;
  const [address = ""] = text.split("%");
  if (!isIPv6(address)) return undefined;
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  return shortest.startsWith(mappedPrefix) ? ipv4Of(shortest) : shortest;
}

/**
 * Returns under which name an address is counted and banned. One caller holds a whole /64 of IPv6, so that is one
 * subject: `2001:db8:0:7::/64`.
 *
 * @param address as `findAddress` returns it.
 */
export function subjectOfAddress(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0");
  return `${[...first, ...zeros, ...last].slice(0, 4).join(":")}::/64`;
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

/** Some proxies add the port: `198.51.100.7:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  if (isIP(text) !== 0) return text;
  return text.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^([\d.]+):\d+$/, "$1");
}

/** The shortest form writes the carried address as two groups. */
function ipv4Of(mapped: string): string {
  const [high = 0, low = 0] = groupsOf(mapped.slice(mappedPrefix.length)).map((group) =>
    Number.parseInt(group, 16),
  );
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
