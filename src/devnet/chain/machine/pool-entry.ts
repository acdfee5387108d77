import type { Transaction } from "../extrinsics/decode.ts";

/** A step in the life of a transaction, as `author_extrinsicUpdate` tells it. */
export type TransactionStatus =
  | "future"
  | "ready"
  | "dropped"
  | "invalid"
  | { readonly broadcast: readonly string[] }
  | { readonly inBlock: string }
  | { readonly retracted: string }
  | { readonly finalized: string }
  | { readonly usurped: string };

export type StatusListener = (status: TransactionStatus) => void;

/** A transaction on its way into a block or, once there, to finality. */
export interface PoolEntry {
  readonly transaction: Transaction;
  readonly listener: StatusListener | undefined;
  /** Whether its listener has been told that it can go into the next block. */
  announcedReady: boolean;
}

/** Returns whether nothing comes after this status. */
export function isTerminal(status: TransactionStatus): boolean {
  if (typeof status === "string") return status === "dropped" || status === "invalid";
  return "finalized" in status || "usurped" in status;
}

export function tell(entry: PoolEntry, status: TransactionStatus): void {
  entry.listener?.(status);
}
