import type { Problem } from "../problem.ts";
import type { NamedSetting } from "../settings.ts";

/** A value as it was found, not yet checked. */
export interface Given {
  readonly named: NamedSetting;
  /** The network that it is for; undefined for all of them. */
  readonly network?: string;
  /** Found under a name that another program could use as well: it counts only if its network is one of ours. */
  readonly mayBeForeign?: boolean;
  readonly raw: unknown;
  /** Where it was found, for people: `environment API_PORT`, `config/default.yaml: axon.port`. */
  readonly origin: string;
}

/** What one source holds; a later layer beats an earlier one. */
export interface Layer {
  readonly given: readonly Given[];
  readonly problems: readonly Problem[];
}
