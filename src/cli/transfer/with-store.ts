import type { Store } from "../../store/store.ts";
import type { Call } from "../command.ts";
import type { StoreVariant } from "../shell.ts";

/** Runs work with the store of the settings, or a variant of it, and stops the store afterwards, whatever happened. */
export async function withStore<Result>(
  { config, shell, tools }: Call,
  variant: StoreVariant,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await shell.createStore(config.settings, tools, variant);
  await store.start(shell.signal);
  try {
    return await work(store);
  } finally {
    await store.stop();
  }
}
