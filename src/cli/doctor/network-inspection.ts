import type { NetworkFacts } from "../../ops/neuron-facts.ts";
import type { DataInspection } from "../../subnets/risk/inspect-network.ts";

/** A network as the doctor sees it. */
export interface NetworkInspection extends NetworkFacts {
  readonly data: DataInspection;
  /** The active models whose files cannot be used, and why. */
  readonly damagedModels: readonly { readonly type: string; readonly reason: string }[];
}
