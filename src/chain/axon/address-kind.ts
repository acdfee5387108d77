import { BlockList, isIPv6 } from "node:net";
import { NeuronError } from "../../lib/errors.ts";

export type AddressKind = "public" | "private" | "loopback" | "unroutable";

/** Returns how far an IP address reaches. */
export function addressKind(ip: string): AddressKind {
  // An IPv4 address in the clothes of IPv6: no caller outside can use it.
  if (ip.toLowerCase().startsWith("::ffff:")) return "unroutable";
  const family = isIPv6(ip) ? "ipv6" : "ipv4";
  return ranges.find(({ list }) => list.check(ip, family))?.kind ?? "public";
}

/**
 * Throws ADDRESS_REFUSED for an address that validators could not reach: loopback, private or unroutable.
 *
 * @param allowPrivate lets private and loopback addresses through, for a local network; the few that the chain
 * itself refuses are refused all the same (facts: bittensor 3.3).
 */
export function assertServable(ip: string, { allowPrivate }: { readonly allowPrivate: boolean }): void {
  if (refusedByChain.has(ip)) {
    throw refused(ip, "the chain refuses it", "set axon.external_ip to another address");
  }
  const kind = addressKind(ip);
  if (kind === "public" || (allowPrivate && kind !== "unroutable")) return;
  const remedy =
    kind === "unroutable"
      ? "set axon.external_ip"
      : "set axon.external_ip, or axon.allow_private on a local network";
  throw refused(ip, `it is ${kind}: validators elsewhere cannot reach it`, remedy);
}

const refusedByChain: ReadonlySet<string> = new Set([
  "127.0.0.1",
  "255.255.255.255",
  "::1",
  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
]);

/** The special-purpose registries of IANA (RFC 6890), as far as they are not for the public internet. */
const ranges = [
  {
    kind: "loopback",
    list: listOf(["127.0.0.0/8"], ["::1/128"]),
  },
  {
    kind: "private",
    list: listOf(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"], ["fc00::/7"]),
  },
  {
    kind: "unroutable",
    list: listOf(
      [
        "0.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
      ],
      ["::/128", "64:ff9b:1::/48", "100::/64", "2001:db8::/32", "3fff::/20", "fe80::/10", "ff00::/8"],
    ),
  },
] as const;

function listOf(ipv4: readonly string[], ipv6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ipv4) addRange(list, range, "ipv4");
  for (const range of ipv6) addRange(list, range, "ipv6");
  return list;
}

function addRange(list: BlockList, range: string, family: "ipv4" | "ipv6"): void {
  const [net = "", prefix] = range.split("/");
  list.addSubnet(net, Number(prefix), family);
}

function refused(ip: string, why: string, remedy: string): NeuronError {
  return new NeuronError("ADDRESS_REFUSED", `The axon cannot be announced at ${ip}: ${why}; ${remedy}`, {
    context: { ip },
  });
}
