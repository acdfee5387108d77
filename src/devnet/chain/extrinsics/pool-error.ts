/** A refusal by the transaction pool, as the JSON-RPC error of a node (facts: bittensor 3.3, subtensor-runtime 4). */
export interface PoolError {
  readonly code: number;
  readonly message: string;
  readonly data?: string;
}

export const poolErrors = {
  unreadable: {
    code: 1002,
    message:
      "Verification Error: Runtime error: Execution failed: Execution aborted due to trap: wasm trap: wasm `unreachable` instruction executed",
    data: 'RuntimeApi("Execution failed: Execution aborted due to trap: wasm trap: wasm `unreachable` instruction executed")',
  },
  badSignature: invalid("Transaction has a bad signature"),
  ancientBirth: invalid("Transaction has an ancient birth block"),
  stale: invalid("Transaction is outdated"),
  payment: invalid("Inability to pay some fees (e.g. account balance too low)"),
  /** What this stand-in says to a call that the metadata has and it has not. */
  unsupportedCall: invalid("Transaction call is not expected"),
  alreadyImported: { code: 1013, message: "Transaction Already Imported" },
  lowPriority: {
    code: 1014,
    message: "Priority is too low: (1 vs 1)",
    data: "The transaction has too low priority to replace another transaction already in the pool.",
  },
  banned: { code: 1012, message: "Transaction is temporarily banned" },
  full: {
    code: 1016,
    message: "Immediately Dropped",
    data: "The transaction couldn't enter the pool because of the limit",
  },
} as const satisfies Record<string, PoolError>;

/** Returns the refusal by one of the pallet's own checks; what the number means depends on the runtime. */
export function customPoolError(code: number): PoolError {
  return invalid(`Custom error: ${code}`);
}

function invalid(data: string): PoolError {
  return { code: 1010, message: "Invalid Transaction", data };
}
