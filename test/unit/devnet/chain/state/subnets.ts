import { genesisState, withNewSubnet } from "../../../../../src/devnet/chain/state/chain-state.ts";
import type { Hyperparameters } from "../../../../../src/devnet/chain/state/hyperparameters.ts";
import { registerNeuron } from "../../../../../src/devnet/chain/state/registration.ts";
import type { Neuron, Subnet } from "../../../../../src/devnet/chain/state/subnet.ts";

/** Returns subnet 1 with these neurons, named h0, h1, …, each registered in the block of its number. */
export function createSubnet(
  neurons: readonly Partial<Neuron>[],
  hyperparameters: Partial<Hyperparameters> = {},
): Subnet {
  const settings = { netuid: 1, owner: "owner", burnRao: 1_000_000_000n, hyperparameters };
  let subnet = withNewSubnet(genesisState([], 0n), settings, 0).subnets.get(1);
  neurons.forEach((_, uid) => {
    if (subnet !== undefined)
      subnet = registerNeuron(subnet, { hotkey: `h${uid}`, coldkey: "c" }, uid)?.subnet;
  });
  if (subnet === undefined) throw new Error("The subnet is too small for these neurons");
  return { ...subnet, neurons: subnet.neurons.map((neuron, uid) => ({ ...neuron, ...neurons[uid] })) };
}
