/** What is known of a neuron on the subnet. */
export interface CallerEntry {
  /** SS58. */
  readonly coldkey: string;
  readonly validatorPermit: boolean;
  /** In rao: 10^9 to one TAO. */
  readonly stakeRao: bigint;
}

/** Who is on the subnet. The metagraph is one. */
export interface CallerDirectory {
  /** Returns the neuron of a hotkey as last known, or undefined when it is not on the subnet. */
  find(hotkey: string): CallerEntry | undefined;
  /** Returns for how long the subnet has not been read, or undefined while nothing is known of it. */
  ageMs(): number | undefined;
}
