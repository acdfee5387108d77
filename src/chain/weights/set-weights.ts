import type { Signer } from "../../wallet/signer.ts";
import type { BlockView } from "../block-view.ts";
import type { Chain } from "../chain-client.ts";
import { getUid } from "../registration/registered.ts";
import type { CallDescription } from "../transaction/sign.ts";
import { defaultSendTimeoutMs } from "../transaction/send.ts";
import type { TransactionSender } from "../transaction/sender.ts";
import { countSchema } from "../values.ts";
import { z } from "zod";
import { commitmentPreimage, randomSalt, revealWindow } from "./commitment.ts";
import type { ChainWeights } from "./normalise.ts";
import { assertCommitAllowed, assertPlainAllowed, readWeightsRules } from "./rules.ts";

export interface WeightsDeps {
  readonly chain: Pick<Chain, "finalized">;
  readonly sender: Pick<TransactionSender, "send">;
}

export interface WeightsRequest {
  readonly netuid: number;
  /** Of the validator's hotkey. */
  readonly signer: Signer;
  readonly weights: ChainWeights;
  /** Of the validator's software; the subnet may refuse older ones. */
  readonly versionKey: bigint;
}

/** Sets weights at once. Throws CHAIN_REFUSED with the runtime's reason before sending where it is known by then. */
export async function setWeights(deps: WeightsDeps, request: WeightsRequest): Promise<void> {
  const { netuid, signer, weights, versionKey } = request;
  const view = await deps.chain.finalized();
  const membership = { netuid, hotkey: signer.address };
  assertPlainAllowed(await readWeightsRules(view, membership), versionKey);
  const before = await readLastUpdate(view, membership);
  await deps.sender.send({
    call: call("setWeights", [netuid, weights.uids, weights.values, versionKey]),
    signer,
    timeoutMs: defaultSendTimeoutMs,
    hasHappened: async () => (await readLastUpdate(await deps.chain.finalized(), membership)) > before,
  });
}

/** What must be kept to reveal weights that were committed. */
export interface PendingReveal {
  readonly request: Omit<WeightsRequest, "signer">;
  readonly salt: readonly number[];
  /** The first and the last block in which they can be revealed. */
  readonly firstBlock: number;
  readonly lastBlock: number;
}

/** Commits to weights by their hash, and returns what to reveal and when. */
export async function commitWeights(deps: WeightsDeps, request: WeightsRequest): Promise<PendingReveal> {
  const { netuid, signer, weights, versionKey } = request;
  const view = await deps.chain.finalized();
  const membership = { netuid, hotkey: signer.address };
  const rules = await readWeightsRules(view, membership);
  assertCommitAllowed(rules, versionKey);
  const salt = randomSalt();
  const preimage = commitmentPreimage({
    ...weights,
    netuid,
    publicKey: signer.publicKey,
    salt,
    versionKey,
  });
  const hash = view.runtime.registry.hash(preimage).toHex();
  const included = await deps.sender.send({
    call: call("commitWeights", [netuid, hash]),
    signer,
    timeoutMs: defaultSendTimeoutMs,
    hasHappened: async () => hasCommitted(await deps.chain.finalized(), membership, hash),
  });
  const commitBlock = included?.number ?? (await deps.chain.finalized()).block.number;
  return {
    request: { netuid, weights, versionKey },
    salt,
    ...revealWindow({ ...rules, netuid, commitBlock }),
  };
}

/** Reveals weights that were committed. The chain takes them between the pending reveal's two blocks only. */
export async function revealWeights(
  deps: WeightsDeps,
  { request: { netuid, weights, versionKey }, salt }: PendingReveal,
  signer: Signer,
): Promise<void> {
  const membership = { netuid, hotkey: signer.address };
  const before = await readWeights(await deps.chain.finalized(), membership);
  await deps.sender.send({
    call: call("revealWeights", [netuid, weights.uids, weights.values, salt, versionKey]),
    signer,
    timeoutMs: defaultSendTimeoutMs,
    hasHappened: async () => (await readWeights(await deps.chain.finalized(), membership)) !== before,
  });
}

function call(method: string, parameters: readonly unknown[]): CallDescription {
  return { pallet: "subtensorModule", method, parameters };
}

interface Member {
  readonly netuid: number;
  readonly hotkey: string;
}

async function readLastUpdate(view: BlockView, member: Member): Promise<number> {
  const uid = await getUid(view, member);
  const item = ["subtensorModule", "lastUpdate"] as const;
  return (await view.get(item, [member.netuid], z.array(countSchema)))[uid] ?? 0;
}

/** As text, to be compared. */
async function readWeights(view: BlockView, member: Member): Promise<string> {
  const uid = await getUid(view, member);
  return JSON.stringify(await view.get(["subtensorModule", "weights"], [member.netuid, uid], z.unknown()));
}

async function hasCommitted(view: BlockView, { netuid, hotkey }: Member, hash: string): Promise<boolean> {
  const commits = await view.get(["subtensorModule", "weightCommits"], [netuid, hotkey], z.unknown());
  return JSON.stringify(commits ?? []).includes(hash);
}
