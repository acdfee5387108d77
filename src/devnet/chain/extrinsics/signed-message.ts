import { bnToU8a, compactToU8a, hexToU8a, u8aConcat } from "@polkadot/util";
import type { Runtime } from "../runtime/runtime.ts";
import type { Transaction } from "./decode.ts";

/** The hashes that a payload names without carrying them. */
export interface ImpliedHashes {
  readonly genesis: string;
  /** The block at which a mortal transaction was born; the genesis for an immortal one. */
  readonly birth: string;
}

/** A payload longer than this is signed as its hash. */
const maxPlainPayloadBytes = 256;
const u32Bits = 32;
const noMetadataHash = Uint8Array.of(0);

/**
 * Returns what the signer must have signed for this runtime: the call, what the transaction says about itself and
 * what it implies, each in the order of the metadata's extensions (facts: bittensor 3.10). Written out by hand
 * rather than with the client's own payload type, so that the two check each other.
 */
export function signedMessage(runtime: Runtime, transaction: Transaction, hashes: ImpliedHashes): Uint8Array {
  const { registry } = runtime;
  const payload = u8aConcat(
    transaction.callBytes,
    ...registry.signedExtensions.map((extension) => explicitPart(extension, transaction)),
    ...registry.signedExtensions.map((extension) => impliedPart(extension, runtime, hashes)),
  );
  return payload.length > maxPlainPayloadBytes ? registry.hash(payload).toU8a() : payload;
}

function explicitPart(extension: string, { era, nonce, tipRao, metadataMode }: Transaction): Uint8Array {
  switch (extension) {
    case "CheckMortality":
      return era.toU8a();
    case "CheckNonce":
      return compactToU8a(nonce);
    case "ChargeTransactionPayment":
      return compactToU8a(tipRao);
    case "CheckMetadataHash":
      return Uint8Array.of(metadataMode);
    default:
      return new Uint8Array();
  }
}

function impliedPart(extension: string, runtime: Runtime, hashes: ImpliedHashes): Uint8Array {
  switch (extension) {
    case "CheckSpecVersion":
      return bnToU8a(runtime.specVersion, { bitLength: u32Bits, isLe: true });
    case "CheckTxVersion":
      return bnToU8a(runtime.transactionVersion, { bitLength: u32Bits, isLe: true });
    case "CheckGenesis":
      return hexToU8a(hashes.genesis);
    case "CheckMortality":
      return hexToU8a(hashes.birth);
    case "CheckMetadataHash":
      return noMetadataHash;
    default:
      return new Uint8Array();
  }
}
