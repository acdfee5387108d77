import type { Subnet } from "./subnet.ts";

/** Returns the subnet with the price of the next registration after one more (facts: bittensor 3.4). */
export function raisePrice(subnet: Subnet): Subnet {
  return withPrice(subnet, subnet.hyperparameters.burnIncreaseFactor);
}

/** Returns the subnet with the price one block later: it halves over `burnHalfLife` blocks. */
export function decayPrice(subnet: Subnet): Subnet {
  const { burnHalfLife } = subnet.hyperparameters;
  return burnHalfLife === 0 ? subnet : withPrice(subnet, 2 ** (-1 / burnHalfLife));
}

function withPrice(subnet: Subnet, factor: number): Subnet {
  const { minBurnRao, maxBurnRao } = subnet.hyperparameters;
  const price = BigInt(Math.round(Number(subnet.burnRao) * factor));
  const burnRao = price < minBurnRao ? minBurnRao : price > maxBurnRao ? maxBurnRao : price;
  return burnRao === subnet.burnRao ? subnet : { ...subnet, burnRao };
}
