import { isReset } from "../../../chain/axon/record.ts";
import type { Neuron } from "../../../chain/metagraph/snapshot.ts";
import { addressKind } from "../../../chain/axon/address-kind.ts";
import type { Target } from "../../../dendrite/target.ts";

export interface MinerRules {
  /** Of the validator, which is no miner. */
  readonly ownHotkey: string;
  /** Stake up to which a neuron with a permit is a miner all the same. */
  readonly permitLimitRao: bigint;
  readonly sampleSize: number;
}

/** A neuron with an axon. */
export type ServingNeuron = Neuron & { readonly axon: NonNullable<Neuron["axon"]> };

/**
 * Returns the miners to ask, by uid: neurons with an axon and without a validator permit, except the validator; so
 * many of them, drawn by lot, if there are more.
 *
 * @param random returns numbers in [0,1).
 */
export function chooseMiners(
  neurons: readonly Neuron[],
  { ownHotkey, permitLimitRao, sampleSize }: MinerRules,
  random: () => number,
): ServingNeuron[] {
  const miners = neurons
    .filter(isServing)
    .filter(({ hotkey }) => hotkey !== ownHotkey)
    .filter(({ validatorPermit, stakeRao }) => !validatorPermit || stakeRao <= permitLimitRao);
  return draw(miners, sampleSize, random).sort((one, other) => one.uid - other.uid);
}

/** Where miners are asked by hotkey, in place of where the chain says that they are. */
export type AddressBook = ReadonlyMap<string, Target>;

/**
 * Returns where a miner is asked; undefined where the chain names an address that is not public: a validator that
 * followed it would ask its own network's machines for whoever announced them.
 */
export function findTarget(
  { hotkey, axon }: ServingNeuron,
  { addressBook, allowPrivate }: { readonly addressBook: AddressBook; readonly allowPrivate: boolean },
): (Target & { readonly hotkey: string }) | undefined {
  const known = addressBook.get(hotkey);
  if (known !== undefined) return { ...known, hotkey };
  if (!allowPrivate && addressKind(axon.ip) !== "public") return undefined;
  return { host: axon.ip, port: axon.port, hotkey };
}

function isServing(neuron: Neuron): neuron is ServingNeuron {
  return neuron.axon !== undefined && !isReset(neuron.axon);
}

/** The first steps of a Fisher-Yates shuffle. */
function draw<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (drawn.length < count && left.length > 0) {
    drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return drawn;
}
