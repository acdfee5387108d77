import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Signer } from "../../wallet/signer.ts";
import type { BlockView } from "../block-view.ts";
import type { Chain } from "../chain-client.ts";
import { assertSubnet, getUid } from "../registration/registered.ts";
import type { CallDescription } from "../transaction/sign.ts";
import { defaultSendTimeoutMs } from "../transaction/send.ts";
import type { TransactionSender } from "../transaction/sender.ts";
import { countSchema } from "../values.ts";
import { untilBlock } from "../wait.ts";
import { planAnnouncement, type WantedAxon } from "./announcement.ts";
import { encodeIp } from "./ip.ts";
import { findAxonRecord, findPrometheusRecord } from "./record.ts";

export interface AnnounceDeps {
  readonly chain: Pick<Chain, "finalized" | "onHead">;
  readonly sender: Pick<TransactionSender, "send">;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface Announcement {
  readonly netuid: number;
  /** Of the hotkey: the chain stores the record under the key that signs. */
  readonly signer: Signer;
  readonly axon: WantedAxon;
  /** One byte for the algorithm and a public key of at most 64; announced together with the axon. */
  readonly certificate?: Uint8Array | undefined;
}

/**
 * Announces the axon unless the chain has it so already, and returns which. Waits for the rate limit where it must.
 * Throws NOT_REGISTERED, SUBNET_NOT_FOUND, CHAIN_REFUSED and what sending throws.
 */
export async function announceAxon(
  deps: AnnounceDeps,
  { netuid, signer, axon, certificate }: Announcement,
): Promise<"kept" | "served"> {
  const hotkey = signer.address;
  const view = await deps.chain.finalized();
  await assertSubnet(view, netuid);
  await getUid(view, { netuid, hotkey });
  const plan = planAnnouncement(
    await findAxonRecord(view, netuid, hotkey),
    axon,
    await readRateLimit(view, netuid),
  );
  if (plan.action === "keep") return "kept";
  await awaitRateLimit(deps, view, plan.earliestBlock);
  const isServed = async () => {
    const stored = await findAxonRecord(await deps.chain.finalized(), netuid, hotkey);
    return planAnnouncement(stored, axon, 0).action === "keep";
  };
  const call = serveAxonCall(netuid, axon, certificate);
  await deps.sender.send({ call, signer, timeoutMs: defaultSendTimeoutMs, hasHappened: isServed });
  deps.logger.info("Axon announced", { netuid, ip: axon.ip, port: axon.port, version: axon.version });
  return "served";
}

/** Announces where the neuron's metrics are, unless the chain has it so already; otherwise as `announceAxon`. */
export async function announcePrometheus(
  deps: AnnounceDeps,
  { netuid, signer, axon }: Omit<Announcement, "certificate">,
): Promise<"kept" | "served"> {
  const hotkey = signer.address;
  const view = await deps.chain.finalized();
  await getUid(view, { netuid, hotkey });
  const planAt = async (at: BlockView) => {
    const stored = await findPrometheusRecord(at, netuid, hotkey);
    // The chain's record of metrics has no protocol.
    const comparable = stored === undefined ? undefined : { ...stored, protocol: axon.protocol };
    return planAnnouncement(comparable, axon, await readRateLimit(at, netuid));
  };
  const plan = await planAt(view);
  if (plan.action === "keep") return "kept";
  await awaitRateLimit(deps, view, plan.earliestBlock);
  const { ip, ipType } = encodeIp(axon.ip);
  await deps.sender.send({
    call: {
      pallet: "subtensorModule",
      method: "servePrometheus",
      parameters: [netuid, axon.version, ip, axon.port, ipType],
    },
    signer,
    timeoutMs: defaultSendTimeoutMs,
    hasHappened: async () => (await planAt(await deps.chain.finalized())).action === "keep",
  });
  deps.logger.info("Metrics announced", { netuid, ip: axon.ip, port: axon.port });
  return "served";
}

/** Returns the call that announces an axon, with a certificate where one is given (facts: bittensor 3.2). */
export function serveAxonCall(
  netuid: number,
  { ip: address, port, version, protocol }: WantedAxon,
  certificate?: Uint8Array,
): CallDescription {
  const { ip, ipType } = encodeIp(address);
  const parameters = [netuid, version, ip, port, ipType, protocol, 0, 0];
  if (certificate === undefined) return { pallet: "subtensorModule", method: "serveAxon", parameters };
  assertCertificate(certificate);
  const hex = `0x${Buffer.from(certificate).toString("hex")}`;
  return { pallet: "subtensorModule", method: "serveAxonTls", parameters: [...parameters, hex] };
}

const certificateBytes = { least: 2, most: 65 };

function assertCertificate({ length }: Uint8Array): void {
  if (length >= certificateBytes.least && length <= certificateBytes.most) return;
  throw new NeuronError(
    "CONFIG_INVALID",
    `axon.certificate has ${length} bytes; the chain takes one for the algorithm and 1 to 64 of public key`,
  );
}

/** Returns how many blocks must lie between two announcements of a hotkey; 0 for no limit. */
export async function readRateLimit(view: BlockView, netuid: number): Promise<number> {
  return view.get(
    ["subtensorModule", "servingRateLimit"],
    [netuid],
    countSchema.or(z.undefined().transform(() => 0)),
  );
}

async function awaitRateLimit(deps: AnnounceDeps, view: BlockView, earliestBlock: number): Promise<void> {
  if (view.block.number >= earliestBlock) return;
  deps.logger.info("Waiting for the serving rate limit", { block: view.block.number, until: earliestBlock });
  await untilBlock(deps.chain, earliestBlock, deps.signal);
}
