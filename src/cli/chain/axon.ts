import { announceAxon } from "../../chain/axon/announce.ts";
import { resetAxon } from "../../chain/axon/announcement.ts";
import { findAxonRecord, isReset, type AxonRecord } from "../../chain/axon/record.ts";
import { assertSubnet, findUid } from "../../chain/registration/registered.ts";
import { openHotkey } from "../../wallet/open-wallet.ts";
import type { HotkeySigner } from "../../wallet/signer.ts";
import type { Call, Result } from "../command.ts";
import { selectedWallet, walletTools } from "../wallet/selection.ts";
import { announceAsConfigured } from "./announce.ts";
import { withChain, type ConnectedChain } from "./with-chain.ts";

/** Prints the hotkey's record on chain. */
export async function showAxon(call: Call): Promise<Result> {
  const { netuid } = call.config.settings.subtensor;
  return withHotkey(call, async ({ chain }, hotkey) => {
    const view = await chain.finalized();
    await assertSubnet(view, netuid);
    const uid = await findUid(view, { netuid, hotkey: hotkey.address });
    const axon = await findAxonRecord(view, netuid, hotkey.address);
    call.print(describe(axon));
    return {
      netuid,
      hotkey: hotkey.address,
      uid: uid ?? null,
      isServing: axon !== undefined && !isReset(axon),
      axon: axon ?? null,
    };
  });
}

/** Announces the axon, and its metrics where they have a port, as the settings have it. */
export async function serveAxon(call: Call): Promise<Result> {
  const { axon: settings, subtensor } = call.config.settings;
  return withHotkey(call, async (connected, signer) => {
    const { axon, outcome, metrics } = await announceAsConfigured(call, connected, {
      signer,
      port: settings.port,
    });
    call.print(outcome === "kept" ? "The chain has it so already" : "Announced");
    if (metrics !== undefined)
      call.print(metrics === "kept" ? "The chain has the metrics so already" : "Metrics announced");
    return { netuid: subtensor.netuid, hotkey: signer.address, outcome, axon, ...(metrics && { metrics }) };
  });
}

/** Replaces the record by the one at which nobody is found. */
export async function resetAxonRecord(call: Call): Promise<Result> {
  const { netuid } = call.config.settings.subtensor;
  return withHotkey(call, async (connected, signer) => {
    const outcome = await announceAxon(connected, { netuid, signer, axon: resetAxon });
    call.print(outcome === "kept" ? "The chain has it so already" : "Announced");
    return { netuid, hotkey: signer.address, outcome, axon: resetAxon };
  });
}

async function withHotkey(
  call: Call,
  work: (connected: ConnectedChain, hotkey: HotkeySigner) => Promise<Result>,
): Promise<Result> {
  const hotkey = await openHotkey(selectedWallet(call), walletTools(call));
  try {
    return await withChain(call, (connected) => work(connected, hotkey));
  } finally {
    hotkey.forget();
  }
}

function describe(axon: AxonRecord | undefined): string {
  if (axon === undefined) return "The hotkey has never announced an axon";
  if (isReset(axon)) return `Reset at block ${axon.block}`;
  const host = axon.ip.includes(":") ? `[${axon.ip}]` : axon.ip;
  return `${host}:${axon.port}, version ${axon.version}, announced at block ${axon.block}`;
}
