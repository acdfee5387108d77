import { NeuronError } from "../../lib/errors.ts";
import { subtensorEvent } from "./calls/call.ts";
import { swapHotkey } from "./calls/swap-hotkey.ts";
import type { Chain } from "./machine/chain.ts";
import type { Address } from "./state/account.ts";
import {
  withEntry,
  withNewSubnet,
  withoutSubnet,
  withPayment,
  withSubnet,
  type ChainState,
  type NewSubnet,
} from "./state/chain-state.ts";
import { runEpoch } from "./state/epoch.ts";
import type { Hyperparameters } from "./state/hyperparameters.ts";
import { registerNeuron, removeNeuron } from "./state/registration.ts";
import { findUid, updateNeuron, type Subnet } from "./state/subnet.ts";

export interface NewNeuron {
  readonly netuid: number;
  readonly hotkey: Address;
  readonly coldkey: Address;
  readonly stakeRao?: bigint;
}

/** What a demo or a test may change directly. Readers at the head see it at once, subscribers with the next block. */
export interface Controls {
  fund(address: Address, amountRao: bigint): void;
  addSubnet(subnet: NewSubnet): void;
  configure(netuid: number, change: Partial<Hyperparameters>): void;
  /** Sets the price of the next registration. */
  setPrice(netuid: number, burnRao: bigint): void;
  /** Registers without a transaction or a price; returns the uid. Throws USAGE_INVALID when there is no room. */
  register(neuron: NewNeuron): number;
  setStake(netuid: number, hotkey: Address, stakeRao: bigint): void;
  /** Takes a neuron off its subnet; those above it move down by one uid, as when an owner trims. */
  deregister(netuid: number, hotkey: Address): void;
  /** Gives another hotkey what one has, on every subnet. */
  swapHotkey(from: Address, to: Address): void;
  dissolve(netuid: number): void;
  /** Ends the subnet's epoch now: permits, incentives and dividends are worked out. */
  endEpoch(netuid: number): void;
}

export function createControls(chain: Chain): Controls {
  const state = () => chain.head.state;
  const change = (netuid: number, edit: (subnet: Subnet) => Subnet) => {
    chain.edit(withSubnet(state(), edit(getSubnet(state(), netuid))));
  };
  return {
    fund: (address, amountRao) => chain.edit(withPayment(state(), address, amountRao)),
    addSubnet: (subnet) => chain.edit(withNewSubnet(state(), subnet, chain.head.number)),
    configure: (netuid, values) =>
      change(netuid, (subnet) => ({ ...subnet, hyperparameters: { ...subnet.hyperparameters, ...values } })),
    setPrice: (netuid, burnRao) => change(netuid, (subnet) => ({ ...subnet, burnRao })),
    register: (neuron) => register(chain, neuron),
    setStake: (netuid, hotkey, stakeRao) =>
      change(netuid, (subnet) => updateNeuron(subnet, getUid(subnet, hotkey), { stakeRao })),
    deregister: (netuid, hotkey) => change(netuid, (subnet) => removeNeuron(subnet, hotkey)),
    swapHotkey: (from, to) => {
      const coldkey = state().owners.get(from);
      chain.edit(swapHotkey(state(), from, to), subtensorEvent("HotkeySwapped", coldkey, from, to));
    },
    dissolve: (netuid) =>
      chain.edit(withoutSubnet(state(), netuid), subtensorEvent("NetworkRemoved", netuid)),
    endEpoch: (netuid) =>
      change(netuid, (subnet) => runEpoch(subnet, chain.head.number, state().stakeThresholdRao)),
  };
}

function register(chain: Chain, { netuid, hotkey, coldkey, stakeRao = 0n }: NewNeuron): number {
  const { state, number } = chain.head;
  const registered = registerNeuron(getSubnet(state, netuid), { hotkey, coldkey }, number);
  if (registered === undefined) {
    throw new NeuronError("USAGE_INVALID", `Subnet ${netuid} has no uid to give; raise maxAllowedUids`);
  }
  const { uid } = registered;
  const next = withSubnet(state, updateNeuron(registered.subnet, uid, { stakeRao }));
  const owned = { ...next, owners: withEntry(next.owners, hotkey, coldkey) };
  chain.edit(owned, subtensorEvent("NeuronRegistered", netuid, uid, hotkey));
  return uid;
}

function getSubnet(state: ChainState, netuid: number): Subnet {
  const subnet = state.subnets.get(netuid);
  if (subnet === undefined)
    throw new NeuronError("USAGE_INVALID", `There is no subnet ${netuid} on the devnet`);
  return subnet;
}

function getUid(subnet: Subnet, hotkey: Address): number {
  const uid = findUid(subnet, hotkey);
  if (uid !== undefined) return uid;
  throw new NeuronError(
    "USAGE_INVALID",
    `${hotkey} is not registered on subnet ${subnet.netuid} of the devnet`,
  );
}
