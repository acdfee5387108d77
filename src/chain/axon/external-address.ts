import { isIP } from "node:net";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import { assertServable } from "./address-kind.ts";

/** Knows from where the world sees this machine. */
export interface AddressService {
  readonly name: string;
  /** Returns what the service says, unchecked. */
  ask(signal: AbortSignal): Promise<string>;
}

export interface ExternalAddressSettings {
  /** What the operator says; undefined to ask. */
  readonly externalIp: string | undefined;
  readonly allowPrivate: boolean;
}

export interface ExternalAddressDeps {
  /** Asked one after the other until one gives a valid answer. */
  readonly services: readonly AddressService[];
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Returns the IP address to announce: the configured one, else the first valid answer of a service. Throws
 * ADDRESS_REFUSED for a configured address that cannot be announced, and when no service gives one that can.
 */
export async function externalAddress(
  { services, logger, signal }: ExternalAddressDeps,
  { externalIp, allowPrivate }: ExternalAddressSettings,
): Promise<string> {
  if (externalIp !== undefined) {
    assertServable(externalIp, { allowPrivate });
    return externalIp;
  }
  for (const service of services) {
    try {
      const answer = validAnswer(await service.ask(signal));
      assertServable(answer, { allowPrivate });
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      logger.warn("Address service gave no usable address", {
        service: service.name,
        error: messageOf(error),
      });
    }
  }
  throw new NeuronError(
    "ADDRESS_REFUSED",
    "No service says at which address this machine is reached from outside; set axon.external_ip",
    { context: { services: services.map(({ name }) => name) } },
  );
}

/** Longer than any address. */
const longestAnswer = 64;

function validAnswer(answer: string): string {
  const address = answer.trim();
  if (address.length <= longestAnswer && isIP(address) !== 0) return address;
  throw new NeuronError("ADDRESS_REFUSED", "The answer is no IP address");
}
