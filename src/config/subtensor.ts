import { NeuronError } from "../lib/errors.ts";

/** The addresses of the networks that have a name (facts: bittensor 3.1). */
export const namedNetworks: ReadonlyMap<string, string> = new Map([
  ["finney", "wss://entrypoint-finney.opentensor.ai:443"],
  ["test", "wss://test.finney.opentensor.ai:443"],
  ["archive", "wss://archive.chain.opentensor.ai:443"],
  ["local", "ws://127.0.0.1:9944"],
]);

/** The network of a neuron that serves without a chain, unknown to any validator. */
export const noNetwork = "none";

export interface NetworkSettings {
  /** A name, or the address of an endpoint. */
  readonly network: string;
  /** Addresses of endpoints, the preferred one first; empty to take those of the network. */
  readonly chainEndpoint: readonly string[];
}

export interface ChosenEndpoints {
  readonly urls: readonly string[];
  /** What the operator should know about a choice between two settings that contradict each other. */
  readonly conflict: string | undefined;
}

/**
 * Returns where the chain is asked for: the explicit endpoints, else those of the network. Throws CONFIG_INVALID
 * for a network that is neither known nor an address.
 *
 * @param isNetworkGiven whether the operator chose the network, so that it can contradict the endpoint.
 */
export function chooseEndpoints(
  { network, chainEndpoint }: NetworkSettings,
  isNetworkGiven: boolean,
): ChosenEndpoints {
  if (chainEndpoint.length === 0) return { urls: [urlOf(network)], conflict: undefined };
  const isContradicted = isNetworkGiven && !chainEndpoint.includes(urlOf(network));
  return {
    urls: chainEndpoint,
    conflict: isContradicted
      ? `subtensor.chain_endpoint ${chainEndpoint.join(", ")} is used, and subtensor.network ${network} is not`
      : undefined,
  };
}

/** Returns whether the settings name a chain at all. */
export function hasChain({ network, chainEndpoint }: NetworkSettings): boolean {
  return network !== noNetwork || chainEndpoint.length > 0;
}

/** Returns whether it is the address of a websocket, without a user: passwords do not belong into settings. */
export function isWebsocketUrl(text: string): boolean {
  if (!/^wss?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  return hostname !== "" && username === "" && password === "";
}

function urlOf(network: string): string {
  const url = namedNetworks.get(network) ?? network;
  if (isWebsocketUrl(url)) return url;
  const names = [...namedNetworks.keys()].join(", ");
  throw new NeuronError(
    "CONFIG_INVALID",
    `There is no network ${network}; known are ${names}, and any ws:// or wss:// address`,
  );
}
