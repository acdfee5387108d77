import { once } from "node:events";
import { ApiPromise, WsProvider } from "@polkadot/api";
import type { SubmittableExtrinsic } from "@polkadot/api/types";
import { Keyring } from "@polkadot/keyring";
import type { KeyringPair } from "@polkadot/keyring/types";
import type { DispatchError, EventRecord } from "@polkadot/types/interfaces";
import type { ProviderInterface } from "@polkadot/rpc-provider/types";
import type { Codec } from "@polkadot/types-codec/types";
import { cryptoWaitReady, ed25519Verify, sr25519Verify } from "@polkadot/util-crypto";
import { WebSocket } from "ws";
import { startDevChain, type DevChain } from "../../src/devnet/chain/dev-chain.ts";
import type { VerifySignature } from "../../src/devnet/chain/extrinsics/validate.ts";
import type { DevChainSettings } from "../../src/devnet/chain/settings.ts";
import { systemClock, type Clock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";

/** How soon a client that has lost its chain tries again. */
const reconnectMs = 20;

/** The library's own check of a signature. Needs `cryptoWaitReady`. */
export const verifySignature: VerifySignature = ({ scheme, message, signature, publicKey }) =>
  scheme === "sr25519"
    ? sr25519Verify(message, signature, publicKey)
    : ed25519Verify(message, signature, publicKey);

/** Starts a chain that seals on demand and is final at once, unless the settings say otherwise. */
export async function startTestChain(
  settings: Partial<DevChainSettings> = {},
  clock: Clock = systemClock(),
): Promise<DevChain> {
  await cryptoWaitReady();
  const deps = { clock, logger: silentLogger(), verify: verifySignature };
  return startDevChain({ finalityLagBlocks: 0, ...settings }, deps);
}

/** Returns the pair of a development URI such as `//Alice`. Needs `cryptoWaitReady`. */
export function devKey(uri: string, type: "sr25519" | "ed25519" = "sr25519"): KeyringPair {
  return new Keyring({ type, ss58Format: 42 }).addFromUri(uri);
}

/** Connects the real client, as it comes. The caller disconnects it. */
export function connectClient(url: string): Promise<ApiPromise> {
  // The library's own provider misses its interface by one optional property under exactOptionalPropertyTypes.
  const provider = new WsProvider(url, reconnectMs) as unknown as ProviderInterface;
  return ApiPromise.create({ provider, noInitWarn: true });
}

/** Reads a storage item by its names. Throws where the runtime has none of them. */
export function readItem(
  api: ApiPromise,
  pallet: string,
  item: string,
  ...args: readonly unknown[]
): Promise<Codec> {
  return getItem(api, pallet, item)(...args);
}

/** Returns a storage item by its names. Throws where the runtime has none of them. */
export function getItem(api: Pick<ApiPromise, "query">, pallet: string, item: string) {
  const found = api.query[pallet]?.[item];
  if (found === undefined) throw new Error(`The runtime has no storage ${pallet}.${item}`);
  return found;
}

/** Returns a call by its names. Throws where the runtime has none of them. */
export function makeCall(api: ApiPromise, pallet: string, name: string, ...args: readonly unknown[]) {
  const found = api.tx[pallet]?.[name];
  if (found === undefined) throw new Error(`The runtime has no call ${pallet}.${name}`);
  return found(...args);
}

/** How a transaction ended: in a block, with its events and the name of its error if it failed. */
export interface Sent {
  readonly events: readonly string[];
  readonly error: string | undefined;
}

/** Signs, submits and seals the block that the transaction is in. */
export async function sendAndSeal(
  chain: DevChain,
  api: ApiPromise,
  transaction: SubmittableExtrinsic<"promise">,
  signer: KeyringPair,
): Promise<Sent> {
  const signed = await transaction.signAsync(signer, { nonce: -1 });
  await api.rpc.author.submitExtrinsic(signed);
  const { hash } = await chain.seal();
  const records = await getItem(await api.at(hash), "system", "events")();
  const events = [...(records as Codec & Iterable<EventRecord>)]
    .filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.toNumber() === 1)
    .map(({ event }) => event);
  const failed = events.find(({ method }) => method === "ExtrinsicFailed");
  return {
    events: events.map(({ section, method }) => `${section}.${method}`),
    error: failed === undefined ? undefined : nameError(api, failed.data[0] as unknown as DispatchError),
  };
}

/** What a node says when it refuses something. */
export interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** Sends one JSON-RPC request over a connection of its own and returns the error, or undefined where it worked. */
export async function refusalOf(
  url: string,
  method: string,
  ...params: unknown[]
): Promise<Refusal | undefined> {
  const answer = await ask(url, JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
  return answer.error;
}

/** Sends a text over a connection of its own and returns the first answer. */
export async function ask(url: string, text: string): Promise<{ result?: unknown; error?: Refusal }> {
  const socket = new WebSocket(url);
  await once(socket, "open");
  const answered = once(socket, "message");
  socket.send(text);
  const [message] = (await answered) as [Buffer];
  socket.terminate();
  return JSON.parse(message.toString()) as { result?: unknown; error?: Refusal };
}

/** Gathers this many values. */
export function collect<Value>(count: number) {
  const values: Value[] = [];
  const { promise, resolve } = deferred<Value[]>();
  const add = (value: Value) => {
    values.push(value);
    if (values.length === count) resolve(values);
  };
  return { add, all: promise };
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function nameError(api: ApiPromise, error: DispatchError): string {
  return error.isModule ? api.registry.findMetaError(error.asModule).name : error.toString();
}
