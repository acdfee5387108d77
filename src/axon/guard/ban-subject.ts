import { findPublicKey } from "../../wallet/ss58.ts";
import type { Subject } from "./ban.ts";
import { findAddress, subjectOfAddress } from "./client-address.ts";

/**
 * Returns whom a text of a person means: an address, an IPv6 one standing for its /64 with or without saying so, or
 * a hotkey. Returns undefined for text that is neither.
 */
export function findSubject(text: string): Subject | undefined {
  if (findPublicKey(text) !== undefined) return { kind: "hotkey", name: text };
  const address = findAddress(text.includes(":") ? text.replace(/\/64$/, "") : text);
  return address === undefined ? undefined : { kind: "ip", name: subjectOfAddress(address) };
}
