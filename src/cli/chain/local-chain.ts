import { startDevChain, type DevChain } from "../../devnet/chain/dev-chain.ts";
import type { DevChainSettings } from "../../devnet/chain/settings.ts";
import { verifyEd25519 } from "../../wallet/ed25519.ts";
import { verifySr25519 } from "../../wallet/sr25519.ts";
import type { Call } from "../command.ts";

/** Starts a local chain, a stand-in for the real one, with the configured subnet; the caller stops it. */
export function startLocalChain(
  { tools, config }: Pick<Call, "tools" | "config">,
  settings: Pick<DevChainSettings, "blockTimeMs"> & Partial<DevChainSettings>,
): Promise<DevChain> {
  const { netuid } = config.settings.subtensor;
  return startDevChain(
    { finalityLagBlocks: 1, subnets: [{ netuid }], ...settings },
    {
      ...tools,
      verify: ({ scheme, publicKey, message, signature }) =>
        (scheme === "ed25519" ? verifyEd25519 : verifySr25519)(publicKey, message, signature),
    },
  );
}
