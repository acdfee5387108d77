import { NeuronError } from "../../lib/errors.ts";
import type { Signer } from "../../wallet/signer.ts";
import type { BlockRef } from "../connection/head.ts";
import type { Runtime } from "../connection/runtime.ts";
import { assertSignable } from "../connection/signed-extensions.ts";

/** A call by its names in camel case, as the metadata has them. */
export interface CallDescription {
  readonly pallet: string;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

/** What ties a transaction to its place on the chain. */
export interface TransactionPlace {
  /** The number of the account's next transaction. */
  readonly nonce: number;
  /** A finalized block; the transaction dies `lifetimeBlocks` after it. */
  readonly birth: BlockRef;
  readonly genesisHash: string;
}

export interface SignedTransaction {
  /** `0x` and hexadecimal digits, ready to be sent. */
  readonly hex: string;
  /** In no later block will it ever be included. */
  readonly lastBlock: number;
}

/** Thirteen minutes: long enough for a busy chain, short enough to wait for. A power of two (facts: bittensor 3.2). */
export const lifetimeBlocks = 64;

/** Longer payloads are signed by their hash. */
const longestSignedBytes = 256;

/**
 * Returns a call signed for one place on the chain. Throws CHAIN_UNSUPPORTED when the runtime lacks the call or
 * wants something signed that this program does not know.
 */
export function signCall(
  runtime: Runtime,
  call: CallDescription,
  { signer, nonce, birth, genesisHash }: TransactionPlace & { readonly signer: Signer },
): SignedTransaction {
  const { api, registry } = runtime;
  assertSignable(runtime.extensions(), runtime.specVersion);
  const extrinsic = buildCall(runtime, call);
  const era = registry.createTypeUnsafe("ExtrinsicEra", [{ current: birth.number, period: lifetimeBlocks }]);
  const payload = registry
    .createType("SignerPayload", {
      address: signer.address,
      blockHash: birth.hash,
      blockNumber: birth.number,
      era,
      genesisHash,
      method: extrinsic.method,
      nonce,
      runtimeVersion: api.runtimeVersion,
      signedExtensions: registry.signedExtensions,
      tip: 0,
      version: api.extrinsicVersion,
    })
    .toPayload();
  const bytes = registry
    .createType("ExtrinsicPayload", payload, { version: payload.version })
    .toU8a({ method: true });
  const message = bytes.length > longestSignedBytes ? registry.hash(bytes).toU8a() : bytes;
  extrinsic.addSignature(signer.address, multiSignature(signer, message), payload);
  return { hex: extrinsic.toHex(), lastBlock: birth.number + lifetimeBlocks };
}

function buildCall(runtime: Runtime, { pallet, method, parameters }: CallDescription) {
  const call = runtime.api.tx[pallet]?.[method];
  if (call !== undefined) return call(...parameters);
  throw new NeuronError(
    "CHAIN_UNSUPPORTED",
    `Runtime ${runtime.specVersion} has no call ${pallet}.${method}`,
    {
      context: { pallet, method, specVersion: runtime.specVersion },
    },
  );
}

/** The chain's MultiSignature: which kind, then the signature. */
function multiSignature(signer: Signer, message: Uint8Array): Uint8Array {
  const kind = signer.cryptoType === "sr25519" ? 1 : 0;
  return Uint8Array.from([kind, ...signer.sign(message)]);
}
