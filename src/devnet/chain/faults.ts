import type { Chain } from "./machine/chain.ts";
import type { Gate } from "./rpc/gate.ts";
import type { RpcServer } from "./rpc/server.ts";
import type { RuntimeName } from "./runtime/profiles.ts";
import { loadRuntime } from "./runtime/runtime.ts";

/** What can go wrong with a chain, on command. */
export interface Faults {
  /** Breaks every connection; clients may connect again at once. */
  drop(): void;
  /** Refuses new connections, as a machine without the program would, until `accept`. */
  refuse(): void;
  accept(): Promise<void>;
  /** Answers nothing and sends nothing until `thaw`, which delivers everything late. Connections stay open. */
  freeze(): void;
  thaw(): void;
  /** Delays every message, in both directions, by this much; 0 ends that. */
  lag(delayMs: number): void;
  /** Makes the block of this number the head again; transactions from above wait for a block once more. */
  reorganise(blockNumber: number): void;
  /** Lets another runtime take over with the next block. */
  upgrade(runtime: RuntimeName): Promise<void>;
}

export interface FaultTargets {
  readonly chain: Chain;
  readonly gate: Gate;
  readonly server: RpcServer;
}

export function createFaults({ chain, gate, server }: FaultTargets): Faults {
  return {
    drop: () => server.drop(),
    refuse: () => server.refuse(),
    accept: () => server.listen(),
    freeze: () => gate.shut(),
    thaw: () => gate.open(),
    lag: (delayMs) => gate.slowDown(delayMs),
    reorganise: (blockNumber) => chain.reorganise(blockNumber),
    upgrade: async (runtime) => chain.upgrade(await loadRuntime(runtime)),
  };
}
