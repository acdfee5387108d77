import type { AxonRecord } from "./record.ts";

/** Where the axon is to be announced, and as what. */
export interface WantedAxon {
  readonly ip: string;
  readonly port: number;
  readonly version: number;
  readonly protocol: number;
}

/** By convention; the chain does not interpret it (facts: bittensor 3.3). */
export const axonProtocol = 4;

/** What a reset writes: nobody finds an axon at it (facts: bittensor 3.3). */
export const resetAxon: WantedAxon = { ip: "0.0.0.0", port: 1, version: 0, protocol: axonProtocol };

/**
 * Python callers of SDK 7.2 to 10 decide by this number, so it is not this program's own (facts: bittensor 1.11):
 * version 10.2.0.
 */
export const announcedVersion = versionNumber("10.2.0");

export type AnnouncementPlan =
  | { readonly action: "keep" }
  /** The rate limit allows it from `earliestBlock` on, which may be past. */
  | { readonly action: "serve"; readonly earliestBlock: number };

/**
 * Returns what is to be done so that the chain's record becomes the wanted one: nothing when it is, because every
 * announcement, changed or not, uses up the rate limit.
 *
 * @param servingRateLimit blocks between two announcements; 0 for no limit.
 */
export function planAnnouncement(
  stored: AxonRecord | undefined,
  wanted: WantedAxon,
  servingRateLimit: number,
): AnnouncementPlan {
  if (stored !== undefined && isSame(stored, wanted)) return { action: "keep" };
  const isLimited = stored !== undefined && stored.block > 0 && servingRateLimit > 0;
  return { action: "serve", earliestBlock: isLimited ? stored.block + servingRateLimit : 0 };
}

/**
 * Returns a version as the chain and the Synapse headers carry it: base 1000 since 7.2.0, decimal digits before
 * (facts: bittensor 1.11; vectors: 17).
 */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const isModern = major > 7 || (major === 7 && minor >= 2);
  return isModern ? major * 1_000_000 + minor * 1_000 + patch : major * 100 + minor * 10 + patch;
}

function isSame(stored: AxonRecord, wanted: WantedAxon): boolean {
  return (
    stored.ip === wanted.ip &&
    stored.port === wanted.port &&
    stored.version === wanted.version &&
    stored.protocol === wanted.protocol
  );
}
