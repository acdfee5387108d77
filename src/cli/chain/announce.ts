import { announceAxon, announcePrometheus, type AnnounceDeps } from "../../chain/axon/announce.ts";
import { announcedVersion, axonProtocol, type WantedAxon } from "../../chain/axon/announcement.ts";
import { externalAddress } from "../../chain/axon/external-address.ts";
import { httpAddressService } from "../../chain/axon/http-address-service.ts";
import { NeuronError } from "../../lib/errors.ts";
import type { Signer } from "../../wallet/signer.ts";
import type { Call } from "../command.ts";

export interface Announced {
  readonly axon: WantedAxon;
  readonly outcome: "kept" | "served";
  /** Undefined where no port for metrics is configured. */
  readonly metrics: "kept" | "served" | undefined;
}

/**
 * Brings the chain's record of the axon, and of the metrics where they have a port, to what the settings say.
 *
 * @param port that the axon listens on; `axon.external_port` beats it.
 */
export async function announceAsConfigured(
  call: Call,
  deps: AnnounceDeps,
  { signer, port }: { signer: Signer; port: number },
): Promise<Announced> {
  const { subtensor, axon: settings } = call.config.settings;
  const { netuid } = subtensor;
  const axon = await wantedAxon(call, settings.externalPort ?? port);
  const certificate = certificateOf(settings.certificate);
  const outcome = await announceAxon(deps, { netuid, signer, axon, certificate });
  if (settings.prometheusPort === undefined) return { axon, outcome, metrics: undefined };
  const wanted = { ...axon, port: settings.prometheusPort };
  return { axon, outcome, metrics: await announcePrometheus(deps, { netuid, signer, axon: wanted }) };
}

/** Returns where the settings, or a service, say that the axon is reached. */
async function wantedAxon({ config, shell, tools }: Call, port: number): Promise<WantedAxon> {
  if (port === 0) {
    throw new NeuronError(
      "CONFIG_INVALID",
      "The axon takes a free port with axon.port 0: say with axon.external_port at which one it is reached",
    );
  }
  const { addressServices, ...address } = config.settings.axon;
  const services = addressServices.map(httpAddressService);
  const ip = await externalAddress({ services, logger: tools.logger, signal: shell.signal }, address);
  return { ip, port, version: announcedVersion, protocol: axonProtocol };
}

/** Settings hold it as 0x and hexadecimal digits. */
function certificateOf(hex: string | undefined): Uint8Array | undefined {
  return hex === undefined ? undefined : Uint8Array.from(Buffer.from(hex.slice(2), "hex"));
}
