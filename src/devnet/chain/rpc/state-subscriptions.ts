import { readParams, type SubscriptionMethod } from "./method.ts";
import { keys, list } from "./params.ts";
import { readStorage } from "./state-methods.ts";

/** All values at first, then with each head those that have changed. */
const storage: SubscriptionMethod = {
  topic: "state_storage",
  unsubscribe: "state_unsubscribeStorage",
  open: (context, params, { send }) => {
    const [asked] = readParams(list(keys), params);
    const known = new Map(readStorage(context, asked));
    send({ block: context.chain.head.hash, changes: [...known] });
    return context.chain.listen({
      head: ({ hash }) => {
        const changes = readStorage(context, asked).filter(([key, value]) => known.get(key) !== value);
        for (const [key, value] of changes) known.set(key, value);
        if (changes.length > 0) send({ block: hash, changes });
      },
    });
  },
};

/** The version at once, then each time that it is another. */
const runtimeVersion: SubscriptionMethod = {
  topic: "state_runtimeVersion",
  unsubscribe: "state_unsubscribeRuntimeVersion",
  open: ({ chain }, _, { send }) => {
    let known = chain.head.runtime;
    send(known.version);
    return chain.listen({
      head: ({ runtime }) => {
        if (runtime !== known) send(runtime.version);
        known = runtime;
      },
    });
  },
};

export const stateSubscriptions: Readonly<Record<string, SubscriptionMethod>> = {
  state_subscribeStorage: storage,
  state_subscribeRuntimeVersion: runtimeVersion,
  chain_subscribeRuntimeVersion: { ...runtimeVersion, unsubscribe: "chain_unsubscribeRuntimeVersion" },
};
