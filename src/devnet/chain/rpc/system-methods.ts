import { z } from "zod";
import { standInLabel } from "../label.ts";
import { readParams, type RpcMethod } from "./method.ts";
import { list } from "./params.ts";
import { invalidParams } from "./rpc-error.ts";

const nextIndex: RpcMethod = ({ chain }, params) => {
  const [address] = readParams(list(z.string()), params);
  return chain.nextNonce(normalise(chain.head.runtime.registry, address));
};

/** About the node and its network. */
export const systemMethods: Readonly<Record<string, RpcMethod>> = {
  system_chain: () => standInLabel,
  system_name: () => standInLabel,
  system_version: () => "0.0.0-stand-in",
  system_chainType: () => "Development",
  system_properties: () => ({ isEthereum: false, ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" }),
  system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
  system_peers: () => [],
  system_nodeRoles: () => ["Authority"],
  system_syncState: ({ chain }) => ({
    startingBlock: 0,
    currentBlock: chain.head.number,
    highestBlock: chain.head.number,
  }),
  system_accountNextIndex: nextIndex,
  account_nextIndex: nextIndex,
};

/** Returns the address with this chain's prefix. Throws when it is none. */
function normalise(
  registry: { createType(type: "AccountId", value: string): { toString(): string } },
  address: string,
) {
  try {
    return registry.createType("AccountId", address).toString();
  } catch {
    throw invalidParams("Not an address");
  }
}
