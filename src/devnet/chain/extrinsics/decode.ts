import type { GenericExtrinsic } from "@polkadot/types";
import { hexToU8a, u8aToHex } from "@polkadot/util";
import type { Runtime } from "../runtime/runtime.ts";
import type { Address } from "../state/account.ts";

export type SignatureScheme = "sr25519" | "ed25519";

/** A signed transaction as the chain reads it. */
export interface Transaction {
  /** blake2b-256 of the bytes. */
  readonly hash: string;
  readonly hex: string;
  readonly signer: Address;
  readonly publicKey: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
  readonly era: GenericExtrinsic["era"];
  readonly nonce: number;
  readonly tipRao: bigint;
  /** 1 when the payload is to name the hash of the metadata. */
  readonly metadataMode: number;
  readonly callBytes: Uint8Array;
  readonly pallet: string;
  readonly call: string;
  /** The call's arguments as plain JSON, by their names in the metadata. */
  readonly args: Readonly<Record<string, unknown>>;
}

type Preamble = Pick<Transaction, "publicKey" | "scheme" | "signature">;

/** Version 4, signed. */
const signedVersion = 0x84;
const plainAddress = 0x00;
const schemes: readonly SignatureScheme[] = ["ed25519", "sr25519"];

/** Returns the signed transaction in these bytes, or undefined when they hold none that the runtime can read. */
export function findTransaction(runtime: Runtime, hex: string): Transaction | undefined {
  const bytes = hexToU8a(hex);
  const preamble = findPreamble(bytes);
  const extrinsic = preamble === undefined ? undefined : findExtrinsic(runtime, bytes);
  if (preamble === undefined || extrinsic === undefined) return undefined;
  const { registry } = runtime;
  const { method } = extrinsic;
  const names = method.meta.fields.map(({ name }) => name.unwrapOrDefault().toString());
  return {
    ...preamble,
    hash: registry.hash(bytes).toHex(),
    hex,
    signer: extrinsic.signer.toString(),
    era: extrinsic.era,
    nonce: extrinsic.nonce.toNumber(),
    tipRao: extrinsic.tip.toBigInt(),
    metadataMode: extrinsic.mode.toNumber(),
    callBytes: method.toU8a(),
    pallet: palletName(runtime, method.callIndex),
    call: method.meta.name.toString(),
    args: Object.fromEntries(method.args.map((argument, index) => [names[index] ?? "", argument.toJSON()])),
  };
}

/** Version, `MultiAddress::Id`, `MultiSignature`, after the length: the same in every runtime that is served here. */
function findPreamble(bytes: Uint8Array): Preamble | undefined {
  const body = bytes.subarray(lengthBytes(bytes));
  const scheme = schemes[body[34] ?? schemes.length];
  if (body[0] !== signedVersion || body[1] !== plainAddress || scheme === undefined) return undefined;
  return { publicKey: body.slice(2, 34), scheme, signature: body.slice(35, 99) };
}

/** Returns how many bytes the compact length takes: its last two bits say so. */
function lengthBytes([first = 0]: Uint8Array): number {
  return [1, 2, 4, 5][first & 0b11] ?? 1;
}

/** polkadot-js throws at bytes that do not fit; what it has read must also be all that was sent. */
function findExtrinsic({ registry }: Runtime, bytes: Uint8Array): GenericExtrinsic | undefined {
  try {
    const extrinsic = registry.createTypeUnsafe<GenericExtrinsic>("Extrinsic", [bytes]);
    return u8aToHex(extrinsic.toU8a()) === u8aToHex(bytes) ? extrinsic : undefined;
  } catch {
    return undefined;
  }
}

function palletName({ metadata }: Runtime, callIndex: Uint8Array): string {
  const pallet = metadata.asLatest.pallets.find(({ index }) => index.eq(callIndex[0] ?? 0));
  return pallet?.name.toString() ?? "";
}
