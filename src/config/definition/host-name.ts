import { textLike } from "../types.ts";

/** A host name, an IPv4 address or an IPv6 address with or without brackets. */
export const hostName = textLike(
  /^([A-Za-z0-9]([A-Za-z0-9._-]{0,252})|\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+\]?)$/,
  "a host name or address, without scheme, user or port",
);
