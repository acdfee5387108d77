import { z } from "zod";
import { NeuronError } from "../lib/errors.ts";
import type { BlockRef } from "./connection/head.ts";
import type { Runtime } from "./connection/runtime.ts";
import type { ChainAccess } from "./connection/session.ts";

/** A storage item by its names in camel case: `subtensorModule`, `uids`. */
export type StorageItem = readonly [pallet: string, item: string];

/** The keys of one entry of a storage map: numbers, or addresses. */
export type StorageKeys = readonly (number | string)[];

/** Nodes bound how many keys one call may have. */
const keysPerCall = 500;

/**
 * The chain as it was after one block. Everything read through it is of one piece; names and types are those of
 * the runtime at that block.
 */
export class BlockView {
  readonly block: BlockRef;
  readonly runtime: Runtime;
  readonly #access: ChainAccess;

  constructor(access: ChainAccess, runtime: Runtime, block: BlockRef) {
    this.#access = access;
    this.runtime = runtime;
    this.block = block;
  }

  get genesisHash(): string {
    return this.#access.genesisHash;
  }

  has([pallet, item]: StorageItem): boolean {
    return this.runtime.hasStorage(pallet, item);
  }

  /**
   * Returns a storage value as the schema reads its JSON form: an absent optional one as undefined, an absent
   * other one as its default. Throws CHAIN_UNSUPPORTED when the runtime has no such item, or has it in a form that
   * the schema does not know.
   */
  async get<T>(item: StorageItem, keys: StorageKeys, schema: z.ZodType<T>): Promise<T> {
    const [value] = await this.getMany(item, [keys], schema);
    // True: as many values come back as keys were given.
    return value as T;
  }

  /** Returns the storage values of many keys of one item, in the order of the keys. */
  async getMany<T>(
    item: StorageItem,
    keysOfEntries: readonly StorageKeys[],
    schema: z.ZodType<T>,
  ): Promise<T[]> {
    const entry = this.#entry(item);
    const hexKeys = keysOfEntries.map((keys) => entry.key(...keys));
    const found = await this.#read(hexKeys);
    return hexKeys.map((key) => parse(schema, this.#decode(entry, found.get(key)), item.join(".")));
  }

  /** Returns what a runtime API answers, as bytes. */
  async callApi(name: string, parameters: Uint8Array): Promise<Uint8Array> {
    const encoded = `0x${Buffer.from(parameters).toString("hex")}`;
    const result = await this.#access.rpc.call("state_call", [name, encoded, this.block.hash]);
    return bytesSchema.parse(result);
  }

  #entry([pallet, item]: StorageItem): StorageEntry {
    const entry = this.runtime.api.query[pallet]?.[item];
    if (entry !== undefined) return entry;
    throw new NeuronError(
      "CHAIN_UNSUPPORTED",
      `Runtime ${this.runtime.specVersion} has no storage ${pallet}.${item}; update the neuron`,
      { context: { pallet, item, specVersion: this.runtime.specVersion } },
    );
  }

  /** One call for one key, which every node offers; one for many otherwise. */
  async #read(keys: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const { rpc } = this.#access;
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) {
      const value = await rpc.call("state_getStorage", [only, this.block.hash]);
      if (value !== null) found.set(only, z.string().parse(value));
      return found;
    }
    for (let start = 0; start < keys.length; start += keysPerCall) {
      const chunk = keys.slice(start, start + keysPerCall);
      const sets = changesSchema.parse(await rpc.call("state_queryStorageAt", [chunk, this.block.hash]));
      for (const [key, value] of sets.flatMap(({ changes }) => changes)) {
        if (value !== null) found.set(key, value);
      }
    }
    return found;
  }

  #decode(entry: StorageEntry, hex: string | undefined): unknown {
    const { type, modifier, fallback } = entry.creator.meta;
    if (hex === undefined && modifier.isOptional) return undefined;
    const { registry } = this.runtime;
    const name = registry.createLookupType(type.isPlain ? type.asPlain : type.asMap.value);
    const bytes = hex === undefined ? fallback.toU8a(true) : Buffer.from(hex.slice(2), "hex");
    return registry.createTypeUnsafe(name, [Uint8Array.from(bytes)]).toJSON();
  }
}

type StorageEntry = NonNullable<Runtime["api"]["query"][string][string]>;

const bytesSchema = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/)
  .transform((hex) => Uint8Array.from(Buffer.from(hex.slice(2), "hex")));

const changesSchema = z.array(
  z.object({ changes: z.array(z.tuple([z.string(), z.string().nullable().optional().default(null)])) }),
);

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new NeuronError(
    "CHAIN_UNSUPPORTED",
    `The chain has ${what} in a form that this version does not know; update the neuron`,
    { cause: result.error },
  );
}
