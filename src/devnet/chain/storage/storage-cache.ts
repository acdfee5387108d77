import type { Runtime } from "../runtime/runtime.ts";
import { Storage } from "./storage.ts";

/** Returns a function that makes the storage of each runtime once. */
export function createStorageCache(): (runtime: Runtime) => Storage {
  const storages = new WeakMap<Runtime, Storage>();
  return (runtime) => {
    const storage = storages.get(runtime) ?? new Storage(runtime);
    storages.set(runtime, storage);
    return storage;
  };
}
