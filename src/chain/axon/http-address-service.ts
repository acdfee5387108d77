import { withDeadline } from "../../lib/deadline.ts";
import { NeuronError } from "../../lib/errors.ts";
import { readStart } from "../../lib/read-start.ts";
import type { AddressService } from "./external-address.ts";

/** Longest wait for one service. */
const limitMs = 5_000;
/** An address and a line break; nobody needs to read more of a page that is something else. */
const mostBytes = 256;

/** Returns a service that answers a GET request with the caller's address as text. */
export function httpAddressService(url: string): AddressService {
  return {
    name: url,
    ask: (given) =>
      withDeadline({ signal: given, limitMs }, async (signal) => {
        const response = await fetch(url, { redirect: "error", signal });
        if (!response.ok || response.body === null) {
          throw new NeuronError("ADDRESS_REFUSED", `${url} answered with status ${response.status}`);
        }
        return readStart(response.body, mostBytes);
      }),
  };
}
