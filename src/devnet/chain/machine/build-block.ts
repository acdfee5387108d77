import type { ChainEvent } from "../calls/call.ts";
import { apply } from "../extrinsics/apply.ts";
import { encodeEvents, extrinsicSuccess, type EventRecord } from "../extrinsics/events.ts";
import { validate, type ValidationView } from "../extrinsics/validate.ts";
import type { ChainState } from "../state/chain-state.ts";
import { enterBlock } from "../state/next-block.ts";
import { sealContent, timestampInherent, type Block } from "./block.ts";
import type { PoolEntry } from "./pool-entry.ts";

export interface BlockPlan {
  readonly parent: Block;
  readonly timestampMs: number;
  readonly fork: number;
  /** What happened between the blocks. */
  readonly injected: readonly ChainEvent[];
  readonly waiting: readonly PoolEntry[];
  /** The chain as the first transaction of the block meets it, except for the state. */
  readonly view: Omit<ValidationView, "state">;
}

export interface BuiltBlock {
  readonly block: Block;
  readonly included: readonly PoolEntry[];
  /** Those that had become invalid while they waited. */
  readonly invalid: readonly PoolEntry[];
}

interface Draft {
  state: ChainState;
  readonly included: PoolEntry[];
  readonly invalid: PoolEntry[];
  readonly records: EventRecord[];
}

/** Builds the block after its parent from whatever can go into it. */
export function buildBlock(plan: BlockPlan): BuiltBlock {
  const { parent, view, timestampMs } = plan;
  const draft: Draft = {
    state: enterBlock(parent.state, view.block),
    included: [],
    invalid: [],
    records: firstRecords(plan),
  };
  let waiting = plan.waiting;
  let open: readonly PoolEntry[];
  // A transaction may wait for one that came after it, so the rest is tried again while that helps.
  do {
    open = waiting;
    waiting = open.filter((entry) => !settle(draft, entry, view));
  } while (waiting.length > 0 && waiting.length < open.length);
  const inherent = timestampInherent(view.runtime, timestampMs);
  const block = sealContent({
    number: view.block,
    parentHash: parent.hash,
    timestampMs,
    extrinsics: [inherent, ...draft.included.map(({ transaction }) => transaction.hex)],
    events: encodeEvents(view.runtime, draft.records),
    state: draft.state,
    runtime: view.runtime,
    fork: plan.fork,
  });
  return { block, included: draft.included, invalid: draft.invalid };
}

/** What a block tells before its transactions; the first extrinsic is the inherent that sets the time. */
function firstRecords({ parent, view, injected }: BlockPlan): EventRecord[] {
  const isUpgrade = parent.runtime !== view.runtime;
  const upgraded = isUpgrade ? [{ pallet: "System", name: "CodeUpdated", data: [] }] : [];
  return [
    ...[...injected, ...upgraded].map((event): EventRecord => ({ phase: "initialization", event })),
    { phase: { extrinsicIndex: 0 }, event: extrinsicSuccess(false) },
  ];
}

/** Takes one transaction into the draft, or finds it invalid. Returns false when it has to wait. */
function settle(draft: Draft, entry: PoolEntry, view: Omit<ValidationView, "state">): boolean {
  const now = { ...view, state: draft.state };
  const validity = validate(now, entry.transaction);
  if (validity.kind === "future") return false;
  if (validity.kind === "refused") {
    draft.invalid.push(entry);
    return true;
  }
  const { state, events } = apply(now, entry.transaction, validity.call);
  draft.included.push(entry);
  const phase = { extrinsicIndex: draft.included.length };
  draft.records.push(...events.map((event) => ({ phase, event })));
  draft.state = state;
  return true;
}
