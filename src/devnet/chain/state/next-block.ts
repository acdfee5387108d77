import type { ChainState } from "./chain-state.ts";
import { isEpochDue, runEpoch } from "./epoch.ts";
import { decayPrice } from "./price.ts";
import type { Subnet } from "./subnet.ts";

/** Returns the state as a block finds it, before its transactions: prices fall, counters restart, epochs end. */
export function enterBlock(state: ChainState, block: number): ChainState {
  const subnets = new Map<number, Subnet>();
  for (const [netuid, subnet] of state.subnets) {
    subnets.set(netuid, enterSubnetBlock(subnet, block, state.stakeThresholdRao));
  }
  return { ...state, subnets };
}

function enterSubnetBlock(before: Subnet, block: number, stakeThresholdRao: bigint): Subnet {
  const intervalEnds = block % before.hyperparameters.adjustmentInterval === 0;
  const subnet = {
    ...decayPrice(before),
    registrationsThisBlock: 0,
    registrationsThisInterval: intervalEnds ? 0 : before.registrationsThisInterval,
  };
  return isEpochDue(subnet, block) ? runEpoch(subnet, block, stakeThresholdRao) : subnet;
}
