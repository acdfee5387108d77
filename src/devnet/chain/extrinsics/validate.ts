import type { Call, CallContext } from "../calls/call.ts";
import { findCall } from "../calls/calls.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { getAccount, type ChainState } from "../state/chain-state.ts";
import type { SignatureScheme, Transaction } from "./decode.ts";
import { feeOf } from "./fee.ts";
import { customPoolError, poolErrors, type PoolError } from "./pool-error.ts";
import { signedMessage } from "./signed-message.ts";

/** Returns whether the key has signed the message. Never throws. */
export type VerifySignature = (input: {
  readonly scheme: SignatureScheme;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}) => boolean;

/** The chain as a transaction meets it. */
export interface ValidationView {
  readonly runtime: Runtime;
  readonly state: ChainState;
  /** The number of the block that the transaction would be in. */
  readonly block: number;
  readonly genesisHash: string;
  hashOf(number: number): string | undefined;
  readonly verify: VerifySignature;
}

/** A nonce ahead of the account's waits; everything else is good or is refused. */
export type Validity =
  | { readonly kind: "ready"; readonly call: Call }
  | { readonly kind: "future"; readonly call: Call }
  | { readonly kind: "refused"; readonly error: PoolError };

/** Decides whether the pool takes a transaction, by the checks of a node in their order. */
export function validate(view: ValidationView, transaction: Transaction): Validity {
  const error = refuseProof(view, transaction);
  if (error !== undefined) return { kind: "refused", error };
  const call = findCall(transaction.pallet, transaction.call);
  if (call === undefined) return { kind: "refused", error: poolErrors.unsupportedCall };
  const account = getAccount(view.state, transaction.signer);
  if (transaction.nonce < account.nonce) return { kind: "refused", error: poolErrors.stale };
  if (feeOf(call, transaction.tipRao) > account.freeRao)
    return { kind: "refused", error: poolErrors.payment };
  if (transaction.nonce > account.nonce) return { kind: "future", call };
  const custom = refuseCall(view, call, transaction);
  return custom === undefined ? { kind: "ready", call } : { kind: "refused", error: custom };
}

/** Returns what a call needs to know while it runs in a view. */
export function callContext(view: ValidationView, transaction: Transaction): CallContext {
  const { runtime, state, block } = view;
  return {
    state,
    block,
    signer: transaction.signer,
    signerKey: transaction.publicKey,
    rules: runtime.profile.rules,
    hash: (bytes) => runtime.registry.hash(bytes).toHex(),
  };
}

/** An expired era names another birth block than the one signed, so it is a bad signature, as on the real chain. */
function refuseProof(view: ValidationView, transaction: Transaction): PoolError | undefined {
  const { era } = transaction;
  const birth = era.isMortalEra ? view.hashOf(era.asMortalEra.birth(view.block)) : view.genesisHash;
  if (birth === undefined) return poolErrors.ancientBirth;
  const message = signedMessage(view.runtime, transaction, { genesis: view.genesisHash, birth });
  const { scheme, signature, publicKey, metadataMode } = transaction;
  const isSigned = metadataMode === 0 && view.verify({ scheme, message, signature, publicKey });
  return isSigned ? undefined : poolErrors.badSignature;
}

function refuseCall(view: ValidationView, call: Call, transaction: Transaction): PoolError | undefined {
  const outcome = call.execute(callContext(view, transaction), transaction.args);
  if (outcome.ok || outcome.refusal.kind !== "module") return undefined;
  const [name = ""] = outcome.refusal.names;
  const { poolCodes } = view.runtime.profile;
  const code = poolCodes.get(`${call.name}/${name}`) ?? poolCodes.get(`${call.name}/*`);
  return code === undefined ? undefined : customPoolError(code);
}
