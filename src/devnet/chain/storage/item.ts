import type { Address } from "../state/account.ts";
import type { ChainState } from "../state/chain-state.ts";
import type { Neuron, Subnet } from "../state/subnet.ts";

/** A block as its storage shows it. */
export interface StorageView {
  readonly state: ChainState;
  readonly number: number;
  readonly parentHash: string;
  readonly timestampMs: number;
  /** SCALE bytes of `Vec<EventRecord>`. */
  readonly events: Uint8Array;
  readonly extrinsicCount: number;
  /** The hash of an earlier block, or undefined when it is not kept. */
  hashOf(number: number): string | undefined;
}

export type KeyPart = string | number;

/** One item of a pallet: which keys it has and what stands under one. */
export interface StorageItem {
  readonly pallet: string;
  readonly name: string;
  /** One empty key for a plain item. */
  keys(view: StorageView): readonly (readonly KeyPart[])[];
  /** Undefined where nothing is stored, so that the client falls back to the metadata's default. */
  find(view: StorageView, ...key: readonly KeyPart[]): unknown;
}

const pallet = "SubtensorModule";

/** An item without a key. */
export function plainItem(
  palletName: string,
  name: string,
  find: (view: StorageView) => unknown,
): StorageItem {
  return { pallet: palletName, name, keys: () => [[]], find };
}

/** An item of the subtensor pallet with one value per subnet. */
export function subnetItem(name: string, read: (subnet: Subnet, view: StorageView) => unknown): StorageItem {
  return {
    pallet,
    name,
    keys: ({ state }) => [...state.subnets.keys()].map((netuid) => [netuid]),
    find: (view, netuid) => {
      const subnet = view.state.subnets.get(Number(netuid));
      return subnet === undefined ? undefined : read(subnet, view);
    },
  };
}

/** An item of the subtensor pallet with one value per subnet and uid. */
export function neuronItem(name: string, read: (neuron: Neuron) => unknown): StorageItem {
  return {
    pallet,
    name,
    keys: ({ state }) =>
      [...state.subnets.values()].flatMap(({ netuid, neurons }) => neurons.map((_, uid) => [netuid, uid])),
    find: ({ state }, netuid, uid) => {
      const neuron = state.subnets.get(Number(netuid))?.neurons[Number(uid)];
      return neuron === undefined ? undefined : read(neuron);
    },
  };
}

/** An item of the subtensor pallet with one value per subnet and hotkey. */
export function hotkeyItem(
  name: string,
  read: (subnet: Subnet) => ReadonlyMap<Address, unknown>,
): StorageItem {
  return {
    pallet,
    name,
    keys: ({ state }) =>
      [...state.subnets.values()].flatMap((subnet) =>
        [...read(subnet).keys()].map((hotkey) => [subnet.netuid, hotkey]),
      ),
    find: ({ state }, netuid, hotkey) => {
      const subnet = state.subnets.get(Number(netuid));
      return subnet === undefined ? undefined : read(subnet).get(String(hotkey));
    },
  };
}
