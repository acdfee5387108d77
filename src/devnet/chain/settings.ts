import type { RuntimeName } from "./runtime/profiles.ts";
import { developmentAccounts, raoPerTao, type Address } from "./state/account.ts";
import type { NewSubnet } from "./state/chain-state.ts";

export interface DevChainSettings {
  readonly runtime: RuntimeName;
  /** 0 takes a free one. The chain listens on 127.0.0.1 only. */
  readonly port: number;
  /** How often a block is sealed; "on demand" leaves that to `seal`. */
  readonly blockTimeMs: number | "on demand";
  /** By how many blocks finality follows the head. */
  readonly finalityLagBlocks: number;
  /** Older blocks are let go, with their state. */
  readonly maxKeptBlocks: number;
  /** Who has how much from the start. */
  readonly endowed: readonly Address[];
  readonly endowmentRao: bigint;
  readonly subnets: readonly (Pick<NewSubnet, "netuid"> & Partial<NewSubnet>)[];
}

/** A quiet chain with subnet 1, on which //Alice to //Ferdie have a million TAO each and registering costs one. */
export const defaultSettings: DevChainSettings = {
  runtime: "mainnet-219",
  port: 0,
  blockTimeMs: "on demand",
  finalityLagBlocks: 2,
  maxKeptBlocks: 2_400,
  endowed: developmentAccounts,
  endowmentRao: 1_000_000n * raoPerTao,
  subnets: [{ netuid: 1 }],
};

/** Completes a subnet's settings: it belongs to nobody's key and costs one TAO. */
export function completeSubnet(subnet: DevChainSettings["subnets"][number]): NewSubnet {
  return { owner: ownerless, burnRao: raoPerTao, ...subnet };
}

/** The address of 32 zero bytes, for which nobody has a key. */
const ownerless: Address = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";
