/** How the neuron stands on chain, as it tells others. */
export interface NeuronHealth {
  readonly netuid: number;
  /** SS58. */
  readonly hotkey: string;
  /** Whether a node answers at the moment. */
  readonly chainConnected: boolean;
  /** `unknown` whenever the chain could not be asked: a lost connection is no lost registration. */
  readonly registration: "registered" | "absent" | "unknown";
  readonly uid: number | undefined;
  /** How old the last good snapshot of the subnet is, in milliseconds; undefined while there is none. */
  readonly metagraphAgeMs: number | undefined;
  /** Whether the chain has the axon's address as it should be, as far as is known. */
  readonly axonAnnounced: boolean;
}
