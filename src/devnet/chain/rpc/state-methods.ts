import { hexToU8a, u8aToHex } from "@polkadot/util";
import { z } from "zod";
import { callRuntimeApi } from "../runtime-api/runtime-api.ts";
import { basicVersion } from "../runtime/runtime.ts";
import { getBlock, readParams, viewOf, type RpcContext, type RpcMethod } from "./method.ts";
import { hex, keys, list, optionalHash } from "./params.ts";
import { unknownRuntimeApi } from "./rpc-error.ts";

const maxKeysPerPage = 1_000;
const pageSize = z.number().int().positive().max(maxKeysPerPage);

const getMetadata: RpcMethod = (context, params) => {
  const [at] = readParams(list(optionalHash), params);
  const bytes = getBlock(context, at).runtime.metadataBytes.get(basicVersion);
  return bytes === undefined ? null : u8aToHex(bytes);
};

const getRuntimeVersion: RpcMethod = (context, params) => {
  const [at] = readParams(list(optionalHash), params);
  return getBlock(context, at).runtime.version;
};

const getStorage: RpcMethod = (context, params) => {
  const [key, at] = readParams(list(hex, optionalHash), params);
  return readStorage(context, [key], at)[0]?.[1] ?? null;
};

const getStorageSize: RpcMethod = (context, params) => {
  const [key, at] = readParams(list(hex, optionalHash), params);
  const value = readStorage(context, [key], at)[0]?.[1];
  return value === null || value === undefined ? null : hexToU8a(value).length;
};

const getKeysPaged: RpcMethod = (context, params) => {
  const [prefix, count, after, at] = readParams(list(hex, pageSize, hex.nullish(), optionalHash), params);
  const block = getBlock(context, at);
  const found = context.storageOf(block.runtime).getKeys(viewOf(context, block), prefix);
  const rest = after === null || after === undefined ? found : found.filter((key) => key > after);
  return rest.slice(0, count);
};

const queryStorageAt: RpcMethod = (context, params) => {
  const [asked, at] = readParams(list(keys, optionalHash), params);
  return [{ block: getBlock(context, at).hash, changes: readStorage(context, asked, at) }];
};

const callApi: RpcMethod = (context, params) => {
  const [name, input, at] = readParams(list(z.string(), hex, optionalHash), params);
  const block = getBlock(context, at);
  const output = callRuntimeApi(name, hexToU8a(input), {
    runtime: block.runtime,
    view: viewOf(context, block),
  });
  if (output === undefined) throw unknownRuntimeApi(name);
  return u8aToHex(output);
};

/** What the chain knows at a block, and the runtime that says so. */
export const stateMethods: Readonly<Record<string, RpcMethod>> = {
  state_getMetadata: getMetadata,
  state_getRuntimeVersion: getRuntimeVersion,
  chain_getRuntimeVersion: getRuntimeVersion,
  state_getStorage: getStorage,
  state_getStorageAt: getStorage,
  state_getStorageSize: getStorageSize,
  state_getKeysPaged: getKeysPaged,
  state_getKeysPagedAt: getKeysPaged,
  state_queryStorageAt: queryStorageAt,
  state_call: callApi,
  state_callAt: callApi,
};

/** Returns keys with their values, null where nothing is stored. */
export function readStorage(
  context: RpcContext,
  asked: readonly string[],
  at?: string | null,
): [key: string, value: string | null][] {
  const block = getBlock(context, at);
  const storage = context.storageOf(block.runtime);
  const view = viewOf(context, block);
  return asked.map((key) => [key, storage.find(view, key) ?? null]);
}
