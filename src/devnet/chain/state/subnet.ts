import type { Address } from "./account.ts";
import type { Hyperparameters } from "./hyperparameters.ts";

/** One slot of a subnet; its uid is its place in the list. Scores are 16-bit fractions of 65535. */
export interface Neuron {
  readonly hotkey: Address;
  readonly coldkey: Address;
  /** Alpha on this subnet. */
  readonly stakeRao: bigint;
  readonly validatorPermit: boolean;
  readonly active: boolean;
  readonly incentive: number;
  readonly consensus: number;
  readonly dividends: number;
  readonly emissionRao: bigint;
  /** The block of its registration or of its last weights, whichever is later. */
  readonly lastUpdateBlock: number;
  readonly registeredAtBlock: number;
  readonly weights: readonly Weight[];
}

export interface Weight {
  readonly uid: number;
  /** 65535 for the largest of a list. */
  readonly value: number;
}

/** What `serve_axon` stored; `ip` is the address as one number. */
export interface Axon {
  readonly block: number;
  readonly version: number;
  readonly ip: bigint;
  readonly port: number;
  readonly ipType: number;
  readonly protocol: number;
  readonly placeholder1: number;
  readonly placeholder2: number;
}

export type Prometheus = Pick<Axon, "block" | "version" | "ip" | "port" | "ipType">;

export interface Certificate {
  readonly algorithm: number;
  /** 0x-prefixed hexadecimal. */
  readonly publicKey: string;
}

/** A hash that promises weights. */
export interface WeightCommit {
  /** 0x-prefixed blake2b-256 (facts: bittensor 3.8). */
  readonly hash: string;
  readonly block: number;
}

export interface Commitment {
  readonly block: number;
  /** The `info` argument as the client gave it, in JSON. */
  readonly info: unknown;
}

export interface Subnet {
  readonly netuid: number;
  readonly owner: Address;
  readonly registeredAtBlock: number;
  readonly hyperparameters: Hyperparameters;
  readonly burnRao: bigint;
  readonly recycledRao: bigint;
  readonly registrationsThisBlock: number;
  readonly registrationsThisInterval: number;
  readonly lastEpochBlock: number;
  readonly neurons: readonly Neuron[];
  readonly axons: ReadonlyMap<Address, Axon>;
  readonly prometheus: ReadonlyMap<Address, Prometheus>;
  readonly certificates: ReadonlyMap<Address, Certificate>;
  readonly weightCommits: ReadonlyMap<Address, readonly WeightCommit[]>;
  readonly commitments: ReadonlyMap<Address, Commitment>;
}

/** Returns the uid of a hotkey, or undefined when it is not registered. */
export function findUid(subnet: Subnet, hotkey: Address): number | undefined {
  const uid = subnet.neurons.findIndex((neuron) => neuron.hotkey === hotkey);
  return uid === -1 ? undefined : uid;
}

/** Returns the subnet with some fields of one neuron replaced. */
export function updateNeuron(subnet: Subnet, uid: number, change: Partial<Neuron>): Subnet {
  const neurons = subnet.neurons.map((neuron, index) => (index === uid ? { ...neuron, ...change } : neuron));
  return { ...subnet, neurons };
}
