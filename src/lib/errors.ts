/** Who must react: the operator now (fatal), the caller's retry (retryable), or whoever sent the input (rejected). */
export type Severity = "fatal" | "retryable" | "rejected";

/**
 * The closed vocabulary of what can go wrong. Exit codes follow sysexits(3): 78 is a configuration error,
 * which a process manager must not answer with a restart; 69 is a hotkey that is not registered; 70 is a bug of
 * ours.
 */
const errorCodes = {
  CONFIG_INVALID: { severity: "fatal", exitCode: 78 },
  USAGE_INVALID: { severity: "rejected", exitCode: 64 },
  DISK_FULL: { severity: "retryable", exitCode: 75 },
  FILE_REFUSED: { severity: "fatal", exitCode: 78 },
  SOURCE_NOT_FOUND: { severity: "rejected", exitCode: 66 },
  SOURCE_DENIED: { severity: "fatal", exitCode: 77 },
  SOURCE_UNAVAILABLE: { severity: "retryable", exitCode: 75 },
  BATCH_REJECTED: { severity: "rejected", exitCode: 65 },
  BATCH_NOT_FOUND: { severity: "rejected", exitCode: 66 },
  LABELS_REFUSED: { severity: "rejected", exitCode: 65 },
  STORE_UNAVAILABLE: { severity: "retryable", exitCode: 75 },
  STORE_QUERY_FAILED: { severity: "fatal", exitCode: 70 },
  STORE_DENIED: { severity: "fatal", exitCode: 77 },
  SCHEMA_REFUSED: { severity: "fatal", exitCode: 78 },
  ENGINE_FAILED: { severity: "retryable", exitCode: 75 },
  LOCKED: { severity: "retryable", exitCode: 75 },
  LIBRARY_MISSING: { severity: "fatal", exitCode: 78 },
  BACKUP_REFUSED: { severity: "rejected", exitCode: 65 },
  TARGET_OCCUPIED: { severity: "rejected", exitCode: 73 },
  MODEL_NOT_FOUND: { severity: "rejected", exitCode: 66 },
  MODEL_REFUSED: { severity: "fatal", exitCode: 65 },
  SCORER_FAILED: { severity: "retryable", exitCode: 75 },
  TRAINING_FAILED: { severity: "retryable", exitCode: 70 },
  SELF_CHECK_FAILED: { severity: "fatal", exitCode: 70 },
  CHAIN_UNAVAILABLE: { severity: "retryable", exitCode: 75 },
  CHAIN_MISMATCH: { severity: "fatal", exitCode: 78 },
  CHAIN_UNSUPPORTED: { severity: "fatal", exitCode: 76 },
  CHAIN_REFUSED: { severity: "rejected", exitCode: 65 },
  PEER_UNAVAILABLE: { severity: "retryable", exitCode: 75 },
  PEER_REFUSED: { severity: "rejected", exitCode: 77 },
  ANSWER_UNREADABLE: { severity: "rejected", exitCode: 76 },
  OUTCOME_UNKNOWN: { severity: "retryable", exitCode: 75 },
  SUBNET_NOT_FOUND: { severity: "fatal", exitCode: 78 },
  NOT_REGISTERED: { severity: "fatal", exitCode: 69 },
  FUNDS_INSUFFICIENT: { severity: "rejected", exitCode: 65 },
  PRICE_TOO_HIGH: { severity: "rejected", exitCode: 65 },
  ADDRESS_REFUSED: { severity: "fatal", exitCode: 78 },
  WALLET_NOT_FOUND: { severity: "fatal", exitCode: 78 },
  WALLET_EXISTS: { severity: "rejected", exitCode: 73 },
  KEYFILE_REFUSED: { severity: "fatal", exitCode: 78 },
  PASSWORD_MISSING: { severity: "fatal", exitCode: 78 },
  PASSWORD_WRONG: { severity: "fatal", exitCode: 78 },
  KEY_DERIVATION_FAILED: { severity: "retryable", exitCode: 75 },
  SIGNATURE_INVALID: { severity: "rejected", exitCode: 65 },
  CANCELLED: { severity: "rejected", exitCode: 130 },
  INTERNAL: { severity: "fatal", exitCode: 70 },
} as const satisfies Record<string, { severity: Severity; exitCode: number }>;

export type ErrorCode = keyof typeof errorCodes;

/** Returns every code, in the order of their definition. */
export function getErrorCodes(): readonly ErrorCode[] {
  // The keys of a constant of ours are its own, and no others.
  return Object.keys(errorCodes) as ErrorCode[];
}

export interface NeuronErrorOptions {
  /** Facts for the log line: names, counts, paths. Never a secret. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Every error that this program raises on purpose: a code to act on, a sentence for the operator. */
export class NeuronError extends Error {
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { context = {}, cause }: NeuronErrorOptions = {}) {
    super(message, { cause });
    this.name = "NeuronError";
    this.code = code;
    this.context = context;
  }

  get severity(): Severity {
    return errorCodes[this.code].severity;
  }

  get exitCode(): number {
    return errorCodes[this.code].exitCode;
  }
}

/**
 * Returns the error itself when it is ours, else DISK_FULL, FILE_REFUSED, CANCELLED or INTERNAL, which keep it as their
 * cause.
 */
export function asNeuronError(error: unknown): NeuronError {
  if (error instanceof NeuronError) return error;
  if (error instanceof Error && error.name === "AbortError") {
    return new NeuronError("CANCELLED", "Cancelled", { cause: error });
  }
  if (isDiskFull(error)) {
    return new NeuronError(
      "DISK_FULL",
      `The disk of the data directory is full: ${messageOf(error)}; make room`,
      {
        cause: error,
      },
    );
  }
  if (isRefusedFile(error)) {
    return new NeuronError(
      "FILE_REFUSED",
      `The system refuses a file or directory: ${messageOf(error)}; look at its kind, owner and rights`,
      { cause: error },
    );
  }
  return new NeuronError("INTERNAL", messageOf(error), { cause: error });
}

/** Returns whether the file system had no room left, or this user's share of it. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT"].includes(String(error.code));
}

const refusals = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "ELOOP", "ENAMETOOLONG"];

/** Ports and processes are refused by the same codes, but have no path. */
function isRefusedFile(error: unknown): boolean {
  if (!(error instanceof Error && "code" in error && "path" in error && "syscall" in error)) return false;
  // A file where a directory should be.
  const isInTheWay = error.code === "EEXIST" && error.syscall === "mkdir";
  return isInTheWay || refusals.includes(String(error.code));
}

/** Returns the message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Ends an exhaustive switch: reaching it is a type error first and a bug second. */
export function assertUnreachable(value: never): never {
  throw new NeuronError("INTERNAL", `Unhandled case: ${String(value)}`);
}
