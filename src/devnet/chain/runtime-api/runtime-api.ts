import type { ApiContext, RuntimeApi } from "./api.ts";
import { accountApis } from "./account-apis.ts";
import { metadataApis } from "./metadata-apis.ts";
import { metagraphApis } from "./metagraph-apis.ts";
import { neuronApis } from "./neuron-apis.ts";

const apis: ReadonlyMap<string, RuntimeApi> = new Map<string, RuntimeApi>(
  Object.entries({ ...metadataApis, ...accountApis, ...neuronApis, ...metagraphApis }),
);

/** Calls `Api_method` as `state_call` does. Returns undefined where the runtime has none of that name. */
export function callRuntimeApi(name: string, input: Uint8Array, context: ApiContext): Uint8Array | undefined {
  return apis.get(name)?.(input, context);
}
