import { compactAddLength, u8aConcat, u8aToNumber } from "@polkadot/util";
import { encode } from "../runtime/runtime.ts";
import type { RuntimeApi } from "./api.ts";

const u32Bytes = 4;
const none = Uint8Array.of(0);
const some = Uint8Array.of(1);

/** The metadata itself, in the versions that the runtime has. */
export const metadataApis: Readonly<Record<string, RuntimeApi>> = {
  Metadata_metadata_versions: (_, { runtime }) =>
    encode(runtime.registry, "Vec<u32>", [...runtime.metadataBytes.keys()]).toU8a(),
  Metadata_metadata_at_version: (input, { runtime }) => {
    const version = u8aToNumber(input.subarray(0, u32Bytes), { isLe: true });
    const bytes = runtime.metadataBytes.get(version);
    return bytes === undefined ? none : u8aConcat(some, compactAddLength(bytes));
  },
  Core_version: (_, { runtime }) => encode(runtime.registry, "RuntimeVersion", runtime.version).toU8a(),
};
