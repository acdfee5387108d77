import { authorMethods, authorSubscriptions } from "./author-methods.ts";
import { chainMethods, chainSubscriptions } from "./chain-methods.ts";
import type { RpcMethod, SubscriptionMethod } from "./method.ts";
import { stateMethods } from "./state-methods.ts";
import { stateSubscriptions } from "./state-subscriptions.ts";
import { systemMethods } from "./system-methods.ts";

/** Methods that are answered once. */
export const rpcMethods: ReadonlyMap<string, RpcMethod> = new Map<string, RpcMethod>(
  Object.entries({
    ...systemMethods,
    ...chainMethods,
    ...stateMethods,
    ...authorMethods,
    rpc_methods: () => ({ methods: allNames() }),
  }),
);

/** Methods that go on answering. */
export const rpcSubscriptions: ReadonlyMap<string, SubscriptionMethod> = new Map(
  Object.entries({ ...chainSubscriptions, ...stateSubscriptions, ...authorSubscriptions }),
);

/** The names that end a subscription, whichever it is. */
export const unsubscribeNames: ReadonlySet<string> = new Set(
  [...rpcSubscriptions.values()].map(({ unsubscribe }) => unsubscribe),
);

function allNames(): string[] {
  return [...rpcMethods.keys(), ...rpcSubscriptions.keys(), ...unsubscribeNames].sort();
}
