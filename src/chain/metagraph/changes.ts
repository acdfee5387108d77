import type { Neuron, Snapshot } from "./snapshot.ts";

/** What happened on a subnet between two snapshots. The chain has no event for most of it (facts: bittensor 3.4). */
export type MetagraphChange =
  | { readonly kind: "registered"; readonly hotkey: string; readonly uid: number }
  /** `replacedBy` has the uid now; undefined when the subnet was trimmed. */
  | {
      readonly kind: "deregistered";
      readonly hotkey: string;
      readonly uid: number;
      readonly replacedBy: string | undefined;
    }
  /** The owner exchanged the key of a neuron that stays. */
  | { readonly kind: "hotkey-swapped"; readonly uid: number; readonly from: string; readonly to: string }
  | { readonly kind: "renumbered"; readonly hotkey: string; readonly from: number; readonly to: number }
  /** The subnet is gone, and everybody on it. */
  | { readonly kind: "dissolved"; readonly netuid: number };

/** Returns what happened between two snapshots of a subnet, in the order of uids. */
export function findChanges(before: Snapshot, after: Snapshot): MetagraphChange[] {
  const old = new Map(before.neurons.map((neuron) => [neuron.hotkey, neuron]));
  const now = new Map(after.neurons.map((neuron) => [neuron.hotkey, neuron]));
  const swaps = findSwaps(before, after, old, now);
  const swapped = new Set(swaps.flatMap(({ from, to }) => [from, to]));
  const gone = before.neurons.filter(({ hotkey }) => !now.has(hotkey) && !swapped.has(hotkey));
  const fresh = after.neurons.filter(({ hotkey }) => !old.has(hotkey) && !swapped.has(hotkey));
  return [
    ...swaps,
    ...gone.map((neuron) => deregistered(neuron, after)),
    ...fresh.map(({ hotkey, uid }) => ({ kind: "registered" as const, hotkey, uid })),
    ...after.neurons.flatMap((neuron) => renumbered(old.get(neuron.hotkey), neuron)),
  ];
}

type ByHotkey = ReadonlyMap<string, Neuron>;

/**
 * A swap keeps the owner and the block of the last update; a registration in its place sets the latter anew
 * (facts: bittensor 3.4).
 */
function findSwaps(before: Snapshot, after: Snapshot, old: ByHotkey, now: ByHotkey) {
  return before.neurons.flatMap((neuron) => {
    const successor = after.neurons[neuron.uid];
    const isSwap =
      successor !== undefined &&
      !now.has(neuron.hotkey) &&
      !old.has(successor.hotkey) &&
      successor.coldkey === neuron.coldkey &&
      successor.lastUpdate === neuron.lastUpdate;
    if (!isSwap) return [];
    return [{ kind: "hotkey-swapped" as const, uid: neuron.uid, from: neuron.hotkey, to: successor.hotkey }];
  });
}

function deregistered({ hotkey, uid }: Neuron, after: Snapshot): MetagraphChange {
  return { kind: "deregistered", hotkey, uid, replacedBy: after.neurons[uid]?.hotkey };
}

function renumbered(old: Neuron | undefined, { hotkey, uid }: Neuron): MetagraphChange[] {
  if (old === undefined || old.uid === uid) return [];
  return [{ kind: "renumbered", hotkey, from: old.uid, to: uid }];
}
