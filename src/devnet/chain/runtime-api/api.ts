import { encode, type Runtime } from "../runtime/runtime.ts";
import type { StorageView } from "../storage/item.ts";

/** A block and the runtime that answers for it. */
export interface ApiContext {
  readonly runtime: Runtime;
  readonly view: StorageView;
}

/** Takes the SCALE bytes of the arguments, returns those of the result; undefined where the runtime lacks the API. */
export type RuntimeApi = (input: Uint8Array, context: ApiContext) => Uint8Array | undefined;

/** Reads arguments of these types, one after the other, as plain JSON. */
export function readArguments(
  { runtime }: ApiContext,
  input: Uint8Array,
  ...types: readonly string[]
): unknown[] {
  let offset = 0;
  return types.map((type) => {
    const argument = encode(runtime.registry, type, input.subarray(offset));
    offset += argument.encodedLength;
    return argument.toJSON();
  });
}
