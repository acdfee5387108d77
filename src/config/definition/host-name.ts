import { isIPv6 } from "node:net";
import { text } from "../types.ts";

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

/** A host name or an address; no brackets around an IPv6 one. */
export const hostName = text().refine((value) => namePattern.test(value) || isIPv6(value), {
  error: "must be a host name or address, without scheme, user or port",
});
