import { refuse, type CallOutcome } from "./call.ts";

export interface Endpoint {
  readonly ip: bigint;
  readonly ipType: number;
}

const localhostV4 = 0x7f00_0001n;
const highestV4 = 0xffff_ffffn;
const localhostV6 = 1n;
const highestV6 = (1n << 128n) - 1n;

/** Returns why the chain refuses an address: it knows four it dislikes, private ranges are none (facts: bittensor 3.3). */
export function refuseEndpoint({ ip, ipType }: Endpoint, acceptsZero: boolean): CallOutcome | undefined {
  if (ipType !== 4 && ipType !== 6) return refuse("InvalidIpType");
  if (ip === 0n && !acceptsZero) return refuse("InvalidIpAddress");
  const refused =
    ipType === 4 ? ip >= highestV4 || ip === localhostV4 : ip === highestV6 || ip === localhostV6;
  return refused ? refuse("InvalidIpAddress") : undefined;
}

/** Returns whether something may be announced again this soon. Nothing announced yet is always in time. */
export function isServingTooSoon(
  previous: { readonly block: number } | undefined,
  block: number,
  limitBlocks: number,
): boolean {
  return previous !== undefined && limitBlocks > 0 && block - previous.block < limitBlocks;
}
