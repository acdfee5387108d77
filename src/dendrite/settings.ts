import { NeuronError } from "../lib/errors.ts";

/** The limits of a dendrite. */
export interface DendriteSettings {
  /** Calls under way at a time; a call that waits between two attempts is not. */
  readonly maxConcurrent: number;
  /** Calls that wait for their turn; one more is `overloaded`. */
  readonly maxWaiting: number;
  /** Connections to one target, which is also how many calls it gets at a time. */
  readonly connectionsPerTarget: number;
  /** Connections in total, the idle ones included. */
  readonly maxConnections: number;
  /** How long an idle connection is kept, unless the other side wants less. */
  readonly keepAliveMs: number;
  /** Longest wait for a connection, inside a call's own deadline. */
  readonly connectMs: number;
  /** Bytes of an answer's body, before and after content decoding. */
  readonly maxAnswerBytes: number;
  /** Bytes of an answer's headers. */
  readonly maxHeaderBytes: number;
  /** How often a request goes out at most, where it may be repeated. */
  readonly maxAttempts: number;
  /** Wait before the second attempt when nobody says how long; doubles from there. */
  readonly firstBackoffMs: number;
  /** Certificates (PEM) that https targets may be signed by, in place of the public ones. */
  readonly certificates?: readonly string[];
}

/** Enough to ask a whole subnet of 256 neurons at once; uvicorn and Node close idle connections after 5 seconds. */
export const defaultDendriteSettings: DendriteSettings = {
  maxConcurrent: 256,
  maxWaiting: 4_096,
  connectionsPerTarget: 4,
  maxConnections: 1_024,
  keepAliveMs: 4_000,
  connectMs: 5_000,
  maxAnswerBytes: 16 * 1_024 * 1_024,
  maxHeaderBytes: 16 * 1_024,
  maxAttempts: 3,
  firstBackoffMs: 250,
};

/** Throws CONFIG_INVALID for limits below 1, or that leave calls under way without a connection. */
export function assertSettings(settings: DendriteSettings): void {
  const wrong = Object.entries(settings).find(([, value]) => typeof value === "number" && !(value >= 1));
  if (wrong !== undefined)
    throw new NeuronError("CONFIG_INVALID", `The dendrite's ${wrong[0]} must be 1 or more`);
  const { maxConcurrent, connectionsPerTarget, maxConnections } = settings;
  if (maxConcurrent * connectionsPerTarget <= maxConnections) return;
  throw new NeuronError(
    "CONFIG_INVALID",
    `The dendrite needs maxConnections of ${maxConcurrent * connectionsPerTarget} or more: ` +
      "maxConcurrent times connectionsPerTarget",
  );
}
