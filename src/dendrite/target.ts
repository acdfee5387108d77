import { isIPv4, isIPv6 } from "node:net";
import { NeuronError } from "../lib/errors.ts";

/** Whom to ask. */
export interface Target {
  /** A host name or an IP address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
  /** SS58. Without one the request goes out unsigned: there is nobody to sign it for. */
  readonly hotkey?: string;
  /** Without one: `http`, as axons speak it. */
  readonly protocol?: "http" | "https";
}

const hostNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
const highestPort = 65_535;

/** Visible ASCII from a slash on, without a fragment: goes out, and is signed, exactly as it stands. */
const pathPattern = /^\/[!"$-~]*$/;

/** Returns where a target is reached, as `http://[::1]:8091`. Throws ADDRESS_REFUSED for what is no address. */
export function originOf({ host, port, protocol = "http" }: Target): string {
  const isAddress = isIPv4(host) || (isIPv6(host) && !host.includes("%"));
  if (!isAddress && !hostNamePattern.test(host)) {
    throw new NeuronError("ADDRESS_REFUSED", `${JSON.stringify(host)} is no host name and no IP address`);
  }
  if (!Number.isInteger(port) || port < 1 || port > highestPort) {
    throw new NeuronError(
      "ADDRESS_REFUSED",
      `${host} cannot be asked at port ${port}: use 1 to ${highestPort}`,
    );
  }
  return `${protocol}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Throws USAGE_INVALID for anything but an upper-case word. */
export function assertMethod(method: string): void {
  if (/^[A-Z]{1,16}$/.test(method) && method !== "CONNECT") return;
  throw new NeuronError("USAGE_INVALID", `${JSON.stringify(method)} is no method: use GET or POST`);
}

/** Throws USAGE_INVALID for a path that cannot stand in a request line as it is. */
export function assertPath(path: string): void {
  if (pathPattern.test(path)) return;
  throw new NeuronError(
    "USAGE_INVALID",
    `${JSON.stringify(path)} is no request path: begin with a slash, and write all but visible ASCII as %XX`,
  );
}
