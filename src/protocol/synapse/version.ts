import { NeuronError } from "../../lib/errors.ts";

const versionPattern = /^(\d{1,4})\.(\d{1,3})\.(\d{1,3})$/;
const firstMajorOfThousands = 7;
const firstMinorOfThousands = 2;

/** What we send as our version: a Python axon tests the age of a nonce from 7.2.0 on (facts: bittensor 1.11). */
export const sentVersion = versionInt("10.2.0");

/**
 * Returns a version of the SDK as the number that headers and the chain carry: a thousand per place from 7.2.0 on, ten
 * before. Throws INTERNAL for text that is no `major.minor.patch`.
 */
export function versionInt(version: string): number {
  const places = versionPattern.exec(version)?.slice(1).map(Number);
  const [major, minor, patch] = places ?? [];
  if (major === undefined || minor === undefined || patch === undefined) {
    throw new NeuronError("INTERNAL", `${version} is no version of the form major.minor.patch`);
  }
  const isNewer =
    major > firstMajorOfThousands || (major === firstMajorOfThousands && minor >= firstMinorOfThousands);
  return isNewer ? major * 1_000_000 + minor * 1_000 + patch : major * 100 + minor * 10 + patch;
}
