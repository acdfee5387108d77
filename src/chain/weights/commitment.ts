import { randomInt } from "node:crypto";
import type { ChainWeights } from "./normalise.ts";

/** Weights that are announced by their hash first and shown later (facts: bittensor 3.8). */
export interface WeightsCommitment extends ChainWeights {
  readonly netuid: number;
  /** 32 bytes of the hotkey. */
  readonly publicKey: Uint8Array;
  /** Numbers of 16 bits. */
  readonly salt: readonly number[];
  readonly versionKey: bigint;
}

const saltLength = 8;
const saltEnd = 65_536;

/** Returns a salt that nobody guesses. */
export function randomSalt(): number[] {
  return Array.from({ length: saltLength }, () => randomInt(saltEnd));
}

/**
 * Returns the bytes whose blake2b-256 is committed: the SCALE of (hotkey, netuid, uids, values, salt, version key)
 * (vectors: 12).
 */
export function commitmentPreimage(commitment: WeightsCommitment): Uint8Array {
  const { publicKey, netuid, uids, values, salt, versionKey } = commitment;
  const version = Buffer.alloc(8);
  version.writeBigUInt64LE(versionKey);
  return Buffer.concat([publicKey, u16(netuid), u16List(uids), u16List(values), u16List(salt), version]);
}

/** When weights that were committed in a block can be revealed: the first and the last block (spec below 423). */
export function revealWindow({
  commitBlock,
  netuid,
  tempo,
  revealPeriodEpochs,
}: {
  readonly commitBlock: number;
  readonly netuid: number;
  readonly tempo: number;
  readonly revealPeriodEpochs: number;
}): { readonly firstBlock: number; readonly lastBlock: number } {
  const epochBlocks = tempo + 1;
  const commitEpoch = Math.floor((commitBlock + netuid + 1) / epochBlocks);
  const firstBlock = (commitEpoch + revealPeriodEpochs) * epochBlocks - netuid - 1;
  return { firstBlock, lastBlock: firstBlock + epochBlocks - 1 };
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u16List(values: readonly number[]): Buffer {
  return Buffer.concat([compactLength(values.length), ...values.map(u16)]);
}

/** A subnet has at most 256 uids, so two bytes are enough. */
function compactLength(length: number): Buffer {
  return length < 64 ? Buffer.from([length << 2]) : u16((length << 2) | 0b01);
}
