import { ApiPromise } from "@polkadot/api";
import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { Rpc } from "./rpc.ts";
import { subtensorExtensions, type ExtensionFacts } from "./signed-extensions.ts";

/**
 * The names and types of one runtime version, from its live metadata. It never changes: after a runtime upgrade
 * there is another one, so nobody must keep it, or anything taken out of it, from one operation to the next.
 */
export class Runtime {
  readonly specVersion: number;
  /** For names, types and encodings only; it makes no calls. */
  readonly api: ApiPromise;

  constructor(api: ApiPromise) {
    this.api = api;
    this.specVersion = api.runtimeVersion.specVersion.toNumber();
  }

  get registry(): ApiPromise["registry"] {
    return this.api.registry;
  }

  /** Returns the number of the chain's address format, 42 for every subtensor. */
  addressPrefix(): number | undefined {
    const prefix = this.api.consts["system"]?.["ss58Prefix"];
    return prefix === undefined ? undefined : Number(prefix.toString());
  }

  /** Returns the SS58 address of an account's 32 bytes. */
  addressOf(account: Uint8Array): string {
    return this.registry.createTypeUnsafe("AccountId", [account]).toString();
  }

  /** Returns what must stay on an account, in rao. */
  existentialDeposit(): bigint | undefined {
    const deposit = this.api.consts["balances"]?.["existentialDeposit"];
    return deposit === undefined ? undefined : BigInt(deposit.toString());
  }

  /** Returns whether this runtime has a call, both names in camel case. */
  hasCall(pallet: string, name: string): boolean {
    return this.api.tx[pallet]?.[name] !== undefined;
  }

  /** Returns whether this runtime has a storage item, both names in camel case. */
  hasStorage(pallet: string, item: string): boolean {
    return this.api.query[pallet]?.[item] !== undefined;
  }

  /** Returns the type of what a runtime API returns, both names in camel case, or undefined when it is not offered. */
  findApiResultType(api: string, method: string): string | undefined {
    const call = this.api.call[api]?.[method];
    return decoratedCall.safeParse(call).data?.meta.type;
  }

  /** Returns the two bytes, `0x` and hexadecimal digits, by which an event is known; names as in the metadata. */
  eventIndex(pallet: string, name: string): string | undefined {
    const index = this.api.runtimeMetadata.asLatest.pallets
      .find((candidate) => candidate.name.toString() === pallet)
      ?.index.toNumber();
    const event = this.api.events[`${pallet.charAt(0).toLowerCase()}${pallet.slice(1)}`]?.[name];
    if (index === undefined || event === undefined) return undefined;
    return `0x${Buffer.from([index, event.meta.index.toNumber()]).toString("hex")}`;
  }

  /** Returns whether the metadata describes runtime APIs at all; version 14 does not. */
  describesApis(): boolean {
    return this.api.runtimeMetadata.version > 14;
  }

  /** Returns whether the runtime has an API, by the first eight bytes of blake2b of its name. */
  hasApi(nameHash: string): boolean {
    return this.api.runtimeVersion.apis.some(([hash]) => hash.toHex() === nameHash);
  }

  extensions(): ExtensionFacts[] {
    const { registry } = this;
    const bytesOf = (type: Parameters<typeof registry.createLookupType>[0]) =>
      registry.createTypeUnsafe(registry.createLookupType(type), []).encodedLength;
    return this.#extensionTypes().map(({ name, type, implicit }) => ({
      name,
      extrinsicBytes: bytesOf(type),
      payloadBytes: bytesOf(implicit),
    }));
  }

  #extensionTypes() {
    const metadata = this.api.runtimeMetadata;
    // Converted to a later version, older metadata loses the types of what is only signed.
    if (metadata.version > 15) {
      return metadata.asLatest.extrinsic.transactionExtensions.map(({ identifier, type, implicit }) => ({
        name: identifier.toString(),
        type,
        implicit,
      }));
    }
    return metadata.asV15.extrinsic.signedExtensions.map(({ identifier, type, additionalSigned }) => ({
      name: identifier.toString(),
      type,
      implicit: additionalSigned,
    }));
  }
}

/** The library puts what the metadata says of a runtime API beside the function that calls it, undeclared. */
const decoratedCall = z.custom<{ readonly meta: { readonly type: string } }>(
  (call) => typeof call === "function" && "meta" in call && runtimeMethod.safeParse(call.meta).success,
);

const runtimeMethod = z.object({ type: z.string() });

/**
 * Returns the runtime that a node runs now. Throws CHAIN_UNAVAILABLE when the node stops answering, CHAIN_MISMATCH
 * when it serves no metadata that can be read.
 */
export async function loadRuntime(rpc: Rpc): Promise<Runtime> {
  const provider = new MetadataProvider(rpc);
  const api = new ApiPromise({ provider, noInitWarn: true, signedExtensions: { ...subtensorExtensions } });
  await Promise.race([ready(api), provider.failure]);
  return new Runtime(api);
}

async function ready(api: ApiPromise): Promise<void> {
  try {
    await api.isReadyOrError;
  } catch (error) {
    throw new NeuronError("CHAIN_MISMATCH", "The node's metadata cannot be read; update the neuron", {
      cause: error,
    });
  }
}

const subtensorProperties = { ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" };

type Provider = NonNullable<NonNullable<ConstructorParameters<typeof ApiPromise>[0]>["provider"]>;

/**
 * Lets the library load metadata over a connection of ours, and nothing else: it gets no subscriptions, so that it
 * neither pings nor swaps the metadata by itself. A call that fails is never answered, because the library would
 * print the error; whoever waits for the metadata learns it from `failure`.
 */
class MetadataProvider implements Provider {
  readonly hasSubscriptions = false;
  readonly isClonable = false;
  readonly isConnected = true;
  readonly failure: Promise<never>;
  readonly #rpc: Rpc;
  #fail: (error: unknown) => void = () => undefined;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    this.failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
  }

  send<T>(method: string, params: unknown[]): Promise<T> {
    return new Promise((resolve) => {
      this.#answer(method, params).then((result) => {
        // True as far as the library is concerned, which reads it as the type that it asked for.
        resolve(result as T);
      }, this.#fail);
    });
  }

  /** Addresses are written with the prefix in the metadata's constants, whatever the node's own settings say. */
  #answer(method: string, params: unknown[]): Promise<unknown> {
    return method === "system_properties"
      ? Promise.resolve(subtensorProperties)
      : this.#rpc.call(method, params);
  }

  on(): () => void {
    return () => undefined;
  }

  clone(): Provider {
    return this;
  }

  async connect(): Promise<void> {
    // The connection is there before the provider.
  }

  async disconnect(): Promise<void> {
    // The connection belongs to someone else.
  }

  subscribe(): Promise<never> {
    return Promise.reject(new NeuronError("INTERNAL", "The metadata's provider has no subscriptions"));
  }

  unsubscribe(): Promise<boolean> {
    return Promise.resolve(true);
  }
}
