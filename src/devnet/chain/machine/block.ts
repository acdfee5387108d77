import type { Header } from "@polkadot/types/interfaces";
import { hexToU8a, stringToU8a, u8aConcat } from "@polkadot/util";
import { standInLabel } from "../label.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ChainState } from "../state/chain-state.ts";

/** A block with the state after it. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  /** As RPC shows it. */
  readonly header: BlockHeader;
  readonly timestampMs: number;
  /** Hexadecimal, the inherent that sets the time first. */
  readonly extrinsics: readonly string[];
  /** SCALE bytes of `Vec<EventRecord>`. */
  readonly events: Uint8Array;
  readonly state: ChainState;
  /** What the block ran on, and what its storage is read with. */
  readonly runtime: Runtime;
}

export interface BlockHeader {
  readonly parentHash: string;
  readonly number: string;
  readonly stateRoot: string;
  readonly extrinsicsRoot: string;
  readonly digest: { readonly logs: readonly string[] };
}

export type BlockContent = Omit<Block, "hash" | "header"> & {
  /** Tells apart blocks of the same content on two forks. */
  readonly fork: number;
};

const noParent = `0x${"00".repeat(32)}`;

/**
 * Gives a block its header and hash. The hash is a real one, of the header; the roots within are not those of
 * tries but hashes of what makes this block differ from others.
 */
export function sealContent(content: BlockContent): Block {
  const { fork, ...block } = content;
  const { registry } = content.runtime;
  const hash = (bytes: Uint8Array) => registry.hash(bytes).toHex();
  const header: BlockHeader = {
    parentHash: content.parentHash,
    number: `0x${content.number.toString(16)}`,
    stateRoot: hash(stringToU8a(`${standInLabel} ${content.number} ${content.timestampMs} ${fork}`)),
    extrinsicsRoot: hash(u8aConcat(...content.extrinsics.map((hex) => hexToU8a(hex)))),
    digest: { logs: [] },
  };
  const encoded = registry.createTypeUnsafe<Header>("Header", [header]).toU8a();
  return { ...block, header, hash: hash(encoded) };
}

/** Returns block 0, the same for every chain of this kind. */
export function genesisBlock(runtime: Runtime, state: ChainState): Block {
  const noEvents = Uint8Array.of(0);
  return sealContent({
    number: 0,
    parentHash: noParent,
    timestampMs: 0,
    extrinsics: [],
    events: noEvents,
    state,
    runtime,
    fork: 0,
  });
}

/** Returns the unsigned transaction that every block begins with. */
export function timestampInherent({ registry, metadata }: Runtime, timestampMs: number): string {
  const pallet = metadata.asLatest.pallets.find(({ name }) => name.toString() === "Timestamp");
  const setTime = 0;
  const callIndex = Uint8Array.of(pallet?.index.toNumber() ?? 0, setTime);
  const call = registry.createTypeUnsafe("Call", [{ callIndex, args: { now: timestampMs } }]);
  return registry.createTypeUnsafe("Extrinsic", [call, { version: 4 }]).toHex();
}
