import { unknownAccount, type Account, type Address } from "./account.ts";
import { defaultHyperparameters, type Hyperparameters } from "./hyperparameters.ts";
import type { Subnet } from "./subnet.ts";

/** All that the chain knows at one block. Never changed in place, so that every kept block shares what it can. */
export interface ChainState {
  readonly accounts: ReadonlyMap<Address, Account>;
  /** Which coldkey a hotkey belongs to, on every subnet. */
  readonly owners: ReadonlyMap<Address, Address>;
  readonly subnets: ReadonlyMap<number, Subnet>;
  /** Below this stake nobody gets a validator permit. */
  readonly stakeThresholdRao: bigint;
}

export interface NewSubnet {
  readonly netuid: number;
  readonly owner: Address;
  readonly burnRao: bigint;
  readonly hyperparameters?: Partial<Hyperparameters>;
}

/** Returns a chain on which these accounts have this much and nothing else has happened. */
export function genesisState(endowed: readonly Address[], balanceRao: bigint): ChainState {
  return {
    accounts: new Map(endowed.map((address) => [address, { nonce: 0, freeRao: balanceRao }])),
    owners: new Map(),
    subnets: new Map(),
    stakeThresholdRao: 0n,
  };
}

export function getAccount(state: ChainState, address: Address): Account {
  return state.accounts.get(address) ?? unknownAccount;
}

export function withAccount(state: ChainState, address: Address, account: Account): ChainState {
  return { ...state, accounts: withEntry(state.accounts, address, account) };
}

/** Adds to a balance, or takes from it when the amount is negative. */
export function withPayment(state: ChainState, address: Address, amountRao: bigint): ChainState {
  const account = getAccount(state, address);
  return withAccount(state, address, { ...account, freeRao: account.freeRao + amountRao });
}

/** Returns the state with this subnet in place of the one with the same netuid. */
export function withSubnet(state: ChainState, subnet: Subnet): ChainState {
  return { ...state, subnets: withEntry(state.subnets, subnet.netuid, subnet) };
}

/** Returns the state with an empty subnet. */
export function withNewSubnet(state: ChainState, settings: NewSubnet, block: number): ChainState {
  return withSubnet(state, {
    netuid: settings.netuid,
    owner: settings.owner,
    registeredAtBlock: block,
    hyperparameters: { ...defaultHyperparameters, ...settings.hyperparameters },
    burnRao: settings.burnRao,
    recycledRao: 0n,
    registrationsThisBlock: 0,
    registrationsThisInterval: 0,
    lastEpochBlock: block,
    neurons: [],
    axons: new Map(),
    prometheus: new Map(),
    certificates: new Map(),
    weightCommits: new Map(),
    commitments: new Map(),
  });
}

/** Returns the state without the subnet and all that was on it. */
export function withoutSubnet(state: ChainState, netuid: number): ChainState {
  return { ...state, subnets: withoutEntry(state.subnets, netuid) };
}

/** Returns a copy of the map with one entry set. */
export function withEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): Map<Key, Value> {
  return new Map(map).set(key, value);
}

/** Returns a copy of the map with one entry gone. */
export function withoutEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Map<Key, Value> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
