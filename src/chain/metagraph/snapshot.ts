import type { AxonRecord } from "../axon/record.ts";

/** One neuron of a subnet, as the chain has it. */
export interface Neuron {
  readonly uid: number;
  /** SS58, like the coldkey. */
  readonly hotkey: string;
  readonly coldkey: string;
  /** Undefined when it was never announced. */
  readonly axon: AxonRecord | undefined;
  readonly validatorPermit: boolean;
  /** On this subnet; what it counts is said by the snapshot's `stakeMeasure`. */
  readonly stakeRao: bigint;
  /** The block in which it last set weights, or got its uid. */
  readonly lastUpdate: number;
  /** Undefined in a snapshot that an earlier version has kept. */
  readonly earnings?: Earnings;
}

/** What the subnet's last epoch gave a neuron. */
export interface Earnings {
  /** In the smallest unit of the subnet's own token; of TAO on runtimes before alpha. */
  readonly emissionRao: bigint;
  /** Its share of what miners get, from 0 to 1. */
  readonly incentive: number;
}

/** Shares are kept in 16 bits: this is all of it (facts: bittensor 3.5). */
const wholeShare = 65_535;

/** Returns what a neuron was given, from numbers as the chain keeps them. */
export function earningsOf({ emissionRao, incentive }: Earnings): Earnings {
  return { emissionRao, incentive: incentive / wholeShare };
}

/** Where a snapshot was read: each is there in other runtimes (facts: bittensor 3.6, subtensor-runtime 3). */
export type SnapshotSource = "selective-metagraph" | "neuron-info-lite" | "storage";

/**
 * `weight`: alpha and TAO as the chain weighs them, inherited stake included; `alpha`: the hotkey's alpha on the
 * subnet; `tao`: the hotkey's TAO, on runtimes before alpha. The three are equal where no stake is inherited and
 * none is on the root subnet.
 */
export type StakeMeasure = "weight" | "alpha" | "tao";

/** A subnet at one finalized block. */
export interface Snapshot {
  readonly netuid: number;
  readonly genesisHash: string;
  readonly block: number;
  readonly source: SnapshotSource;
  readonly stakeMeasure: StakeMeasure;
  /** In the order of their uids, which are 0, 1, 2, …. */
  readonly neurons: readonly Neuron[];
}
