import { StorageKey } from "@polkadot/types";
import type { StorageEntry } from "@polkadot/types/primitive/types";
import type { SiLookupTypeId } from "@polkadot/types/interfaces";
import { u8aToHex } from "@polkadot/util";
import { encode, getStorageEntries, type Runtime } from "../runtime/runtime.ts";
import type { KeyPart, StorageItem, StorageView } from "./item.ts";
import { neuronItems } from "./neuron-items.ts";
import { promiseItems } from "./promise-items.ts";
import { subnetItems } from "./subnet-items.ts";
import { systemItems } from "./system-items.ts";

/** An item as one runtime writes it. */
interface Place {
  readonly item: StorageItem;
  readonly entry: StorageEntry;
}

/** Hexadecimal digits, with 0x, of the hashes of a pallet's and an item's name. */
const prefixLength = 2 + 64;
const items = [...systemItems, ...subnetItems, ...neuronItems, ...promiseItems];

/** Reads the chain's state under the keys, and in the bytes, of one runtime. Items that it lacks do not exist. */
export class Storage {
  readonly #runtime: Runtime;
  readonly #places = new Map<string, Place>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    const entries = getStorageEntries(runtime);
    for (const item of items) {
      const entry = entries.get(`${item.pallet}.${item.name}`);
      if (entry !== undefined)
        this.#places.set(u8aToHex(entry.keyPrefix()).slice(0, prefixLength), { item, entry });
    }
  }

  /** Returns the value under a key in hexadecimal, or undefined where nothing is stored. */
  find(view: StorageView, key: string): string | undefined {
    const place = this.#places.get(key.slice(0, prefixLength));
    if (place === undefined) return undefined;
    const parts = this.#decodeKey(place.entry, key);
    const value = parts === undefined ? undefined : place.item.find(view, ...parts);
    return value === undefined ? undefined : this.#encodeValue(place.entry, value);
  }

  /** Returns all keys that start with the prefix, in order. */
  getKeys(view: StorageView, prefix: string): string[] {
    return [...this.#places]
      .filter(([place]) => place.startsWith(prefix.slice(0, prefixLength)))
      .flatMap(([, place]) => this.#keysOf(place, view))
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  #keysOf({ item, entry }: Place, view: StorageView): string[] {
    return item
      .keys(view)
      .filter((key) => item.find(view, ...key) !== undefined)
      .map((key) => new StorageKey(this.#runtime.registry, [entry, [...key]]).toHex());
  }

  /** Returns undefined for a key that is cut short or does not belong to the item. */
  #decodeKey(entry: StorageEntry, key: string): readonly KeyPart[] | undefined {
    const { registry } = this.#runtime;
    try {
      const decoded = new StorageKey(registry, key);
      decoded.setMeta(entry.meta, entry.section, entry.method);
      const parts = decoded.args.map((part) => part.toJSON()) as KeyPart[];
      return new StorageKey(registry, [entry, parts]).toHex() === key ? parts : undefined;
    } catch {
      return undefined;
    }
  }

  #encodeValue({ meta }: StorageEntry, value: unknown): string {
    if (value instanceof Uint8Array) return u8aToHex(value);
    const { registry } = this.#runtime;
    const type: SiLookupTypeId = meta.type.isPlain ? meta.type.asPlain : meta.type.asMap.value;
    return u8aToHex(encode(registry, registry.createLookupType(type), value).toU8a());
  }
}
