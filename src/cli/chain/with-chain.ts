import { ChainClient, defaultChainTimes } from "../../chain/chain-client.ts";
import { TransactionSender } from "../../chain/transaction/sender.ts";
import { chooseEndpoints } from "../../config/subtensor.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Call } from "../command.ts";

/** A connection for the time of one command. */
export interface ConnectedChain {
  readonly chain: ChainClient;
  readonly sender: TransactionSender;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** What work needs of the connection when it begins. */
export interface ChainNeed {
  readonly isNeeded: boolean;
  /** How long the first connection is waited for; without it, until every endpoint was tried. */
  readonly patienceMs?: number | undefined;
}

/**
 * Runs work with a connection to the configured chain and closes it afterwards. Throws CHAIN_UNAVAILABLE without one,
 * unless none is needed to begin with.
 */
export async function withChain<Result>(
  call: Pick<Call, "config" | "shell" | "tools">,
  work: (connected: ConnectedChain) => Promise<Result>,
  { isNeeded, patienceMs }: ChainNeed = { isNeeded: true },
): Promise<Result> {
  const { logger, clock } = call.tools;
  const { signal } = call.shell;
  const chain = new ChainClient({ clock, logger }, { endpoints: endpointsOf(call), ...defaultChainTimes });
  try {
    await chain.start(signal, patienceMs);
    // Without a connection this throws, with the reason.
    if (isNeeded) chain.access();
    return await work({
      chain,
      sender: new TransactionSender({ chain, clock, logger, signal }),
      logger,
      signal,
    });
  } finally {
    await chain.stop();
  }
}

/** Returns where the settings say that the chain is, and warns of settings that contradict each other. */
export function endpointsOf({ config, tools }: Pick<Call, "config" | "tools">): readonly string[] {
  const isNetworkGiven = config.values.some(
    ({ named, origin }) => named.key === "subtensor.network" && origin !== "default",
  );
  const { urls, conflict } = chooseEndpoints(config.settings.subtensor, isNetworkGiven);
  if (conflict !== undefined) tools.logger.warn("Settings contradict each other", { conflict });
  return urls;
}
