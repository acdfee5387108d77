import type { Subnet } from "./subnet.ts";

/** When a commit of weights may be revealed: in exactly one epoch (facts: bittensor 3.8). */
export type RevealPhase = "too early" | "now" | "expired";

export function revealPhase(subnet: Subnet, commitBlock: number, block: number): RevealPhase {
  const due = epochIndex(subnet, commitBlock) + subnet.hyperparameters.revealPeriodEpochs;
  const current = epochIndex(subnet, block);
  return current < due ? "too early" : current === due ? "now" : "expired";
}

/** Returns the blocks in which a commit may be revealed, both included. */
export function revealBlocks(subnet: Subnet, commitBlock: number): { first: number; last: number } {
  const { tempo, revealPeriodEpochs } = subnet.hyperparameters;
  const epoch = epochIndex(subnet, commitBlock) + revealPeriodEpochs;
  const first = Math.max(0, epoch * (tempo + 1) - (subnet.netuid + 1));
  return { first, last: first + tempo };
}

function epochIndex({ netuid, hyperparameters }: Subnet, block: number): number {
  return Math.floor((block + netuid + 1) / (hyperparameters.tempo + 1));
}
