/** What the reference axon judges a nonce by. */
export interface NonceFacts {
  readonly nowNs: bigint;
  readonly nonceNs: bigint | undefined;
  /** The last nonce that was accepted from the same hotkey and uuid. */
  readonly lastNs: bigint | undefined;
  /** Seconds; an absent header counts as 0. */
  readonly timeoutS: number | undefined;
  readonly version: number | undefined;
}

const allowedDeltaNs = 4_000_000_000n;
const nanosecondsPerSecond = 1e9;
const firstVersionWithTime = 7_002_000;

/**
 * Returns why the reference axon refuses a nonce, or undefined when it goes on to the signature (facts: bittensor 1.7).
 * For those who test against it: it bounds neither the timeout nor the future, and whoever claims an older version, or
 * none, has no age at all. Our axon goes by the claim of its scheme instead.
 */
export function judgeNonce({
  nowNs,
  nonceNs,
  lastNs,
  timeoutS = 0,
  version = 0,
}: NonceFacts): string | undefined {
  if (nonceNs === undefined) return "Missing Nonce";
  if (lastNs !== undefined) {
    return nonceNs <= lastNs ? "Nonce is too old, a newer one was last processed" : undefined;
  }
  // Neither of these has an end to the window.
  if (version < firstVersionWithTime || !Number.isFinite(timeoutS)) return undefined;
  const windowNs = allowedDeltaNs + BigInt(Math.trunc(timeoutS * nanosecondsPerSecond));
  if (nonceNs > nowNs - windowNs) return undefined;
  return `Nonce is too old: acceptable delta is ${seconds(windowNs)} seconds but request was ${seconds(nowNs - nonceNs)} seconds old`;
}

function seconds(nanoseconds: bigint): string {
  return (Number(nanoseconds) / nanosecondsPerSecond).toFixed(2);
}
