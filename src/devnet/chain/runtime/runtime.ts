import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { expandMetadata, Metadata, TypeRegistry } from "@polkadot/types";
import type { StorageEntry } from "@polkadot/types/primitive/types";
import type { RuntimeVersion } from "@polkadot/types/interfaces";
import type { Codec } from "@polkadot/types-codec/types";
import { NeuronError } from "../../../lib/errors.ts";
import { apiTypes } from "../runtime-api/types.ts";
import { assembleMetadata } from "./assemble.ts";
import { getProfile, type RuntimeName, type RuntimeProfile } from "./profiles.ts";

/** One version of the chain's rules and types: how calls, storage and events are written. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly profile: RuntimeProfile;
  readonly specVersion: number;
  readonly transactionVersion: number;
  /** The version as RPC shows it. */
  readonly version: unknown;
  readonly registry: TypeRegistry;
  readonly metadata: Metadata;
  /** The metadata as a node sends it, by its own version. */
  readonly metadataBytes: ReadonlyMap<number, Uint8Array>;
}

/** Seen from this file's place in `dist`. */
const metadataDirectory = new URL("../../../../../src/devnet/chain/runtime/metadata/", import.meta.url);

/** The version of the metadata that every runtime has; the chain itself reads this one. */
export const basicVersion = 14;

/** These put nothing into a transaction or its signed payload (facts: subtensor-runtime 4). */
const noEffect = { extrinsic: {}, payload: {} };
const ownExtensions = { SubtensorSignedExtension: noEffect, CommitmentsSignedExtension: noEffect };

/** Decodes a runtime's metadata file, which takes about a quarter of a second. */
export async function loadRuntime(name: RuntimeName): Promise<Runtime> {
  const profile = getProfile(name);
  const metadataBytes = await readMetadata(profile);
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, metadataBytes.get(basicVersion));
  registry.setMetadata(metadata, undefined, ownExtensions, true);
  registry.register(apiTypes);
  const version = readVersion(registry, metadata);
  return {
    name,
    profile,
    specVersion: version.specVersion.toNumber(),
    transactionVersion: version.transactionVersion.toNumber(),
    version: version.toJSON(),
    registry,
    metadata,
    metadataBytes,
  };
}

async function readMetadata({ metadataFile, assembled }: RuntimeProfile): Promise<Map<number, Uint8Array>> {
  const file = gunzipSync(await readFile(fileURLToPath(new URL(metadataFile, metadataDirectory))));
  const bytes = new Uint8Array(file);
  if (!assembled) return new Map([[basicVersion, bytes]]);
  const { v14, v15 } = assembleMetadata(bytes);
  return new Map([
    [basicVersion, v14],
    [basicVersion + 1, v15],
  ]);
}

/** Returns the storage items of a runtime by `Pallet.Item`. */
export function getStorageEntries({ registry, metadata }: Runtime): Map<string, StorageEntry> {
  const { query } = expandMetadata(registry, metadata);
  const entries = Object.values(query).flatMap((pallet) => Object.values(pallet));
  return new Map(entries.map((entry) => [`${entry.prefix}.${entry.meta.name.toString()}`, entry]));
}

/** Returns a value of one of the registry's types, by its name or that of a lookup. */
export function encode(registry: TypeRegistry, type: string, ...values: readonly unknown[]): Codec {
  return registry.createTypeUnsafe(type, [...values]);
}

function readVersion(registry: TypeRegistry, metadata: Metadata): RuntimeVersion {
  const system = metadata.asLatest.pallets.find(({ name }) => name.toString() === "System");
  const constant = system?.constants.find(({ name }) => name.toString() === "Version");
  if (constant === undefined) throw new NeuronError("INTERNAL", "The metadata holds no System.Version");
  return registry.createTypeUnsafe<RuntimeVersion>("RuntimeVersion", [constant.value.toU8a(true)]);
}
