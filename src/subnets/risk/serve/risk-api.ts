import type { Access } from "../../../axon/route.ts";
import { notFound, unprocessable } from "../../../axon/http-error.ts";
import type { NeuronHealth } from "../../../chain/neuron-health.ts";
import type { Clock } from "../../../lib/clock.ts";
import type { PublicationIndex } from "./publication-index.ts";
import type { NetworkDatabases } from "./read-database.ts";
import type { ResultReader } from "./result-reader.ts";

export interface RiskApiDeps {
  readonly databases: NetworkDatabases;
  readonly index: PublicationIndex;
  readonly results: ResultReader;
  readonly clock: Clock;
  /** How the neuron stands on chain; undefined for one that is on none. */
  readonly neuronHealth?: (() => NeuronHealth) | undefined;
  /** Returns when a network's models are trained next, in milliseconds; undefined where nothing is trained by itself. */
  readonly findNextTraining?: (network: string) => Promise<number | undefined>;
}

export interface RiskApiSettings {
  /** Who may call the endpoints, all but those about the miner itself. */
  readonly access: Access;
  /** What `/health` and `/version` say. */
  readonly apiVersion: string;
  /** The window of an answer whose caller names none. */
  readonly windowDays: number;
  /** Holds `<network>/<model_id>.txt`. */
  readonly modelDirectory: string;
  /** Where the model's source code is, and at which commit. */
  readonly githubUrl: string;
  readonly commitHash: string;
}

/** What the handlers of this subnet are made with. */
export interface RiskApi extends RiskApiDeps {
  readonly settings: RiskApiSettings;
}

/** Whose results an answer is about. */
export interface Scope {
  readonly network: string;
  readonly windowDays: number;
}

/**
 * Returns the network and window that a caller means. Throws 404 for a network that this miner does not serve, and
 * 422 when it serves several and the caller names none.
 */
export function resolveScope(
  { index, settings }: RiskApi,
  asked: { readonly network?: string | undefined; readonly window_days?: number | undefined },
): Scope {
  const windowDays = asked.window_days ?? settings.windowDays;
  const { networks } = index;
  const network = asked.network ?? onlyOf(networks);
  if (network === undefined) {
    throw unprocessable({ loc: ["query", "network"], msg: "Field required", type: "missing" });
  }
  if (!networks.includes(network)) throw notFound(`Unknown network: ${network}`);
  return { network, windowDays };
}

function onlyOf(networks: readonly string[]): string | undefined {
  return networks.length === 1 ? networks[0] : undefined;
}
