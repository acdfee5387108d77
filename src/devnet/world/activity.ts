import type { Flow } from "./flows.ts";
import { groupBy } from "./group-by.ts";
import type { Transaction } from "./transaction.ts";

/** What one address did within a window. */
export interface Activity {
  /** The place in the population. */
  readonly index: number;
  readonly sent: readonly Transaction[];
  readonly flowsIn: readonly Flow[];
  readonly flowsOut: readonly Flow[];
  /** Dollars exchanged with each counterparty, both ways. */
  readonly volumeByCounterparty: ReadonlyMap<number, number>;
}

/** Returns the activity of every address that took part, in order of the population. */
export function activitiesOf(transactions: readonly Transaction[], flows: readonly Flow[]): Activity[] {
  const sent = groupBy(transactions, ({ from }) => from);
  const flowsOut = groupBy(flows, ({ from }) => from);
  const flowsIn = groupBy(flows, ({ to }) => to);
  const indexes = [...new Set([...flowsOut.keys(), ...flowsIn.keys()])].sort((a, b) => a - b);
  return indexes.map((index) => {
    const incoming = flowsIn.get(index) ?? [];
    const outgoing = flowsOut.get(index) ?? [];
    return {
      index,
      sent: sent.get(index) ?? [],
      flowsIn: incoming,
      flowsOut: outgoing,
      volumeByCounterparty: volumeByCounterparty(incoming, outgoing),
    };
  });
}

function volumeByCounterparty(flowsIn: readonly Flow[], flowsOut: readonly Flow[]): Map<number, number> {
  const volumes = new Map<number, number>();
  const add = (other: number, amountUsd: number) => volumes.set(other, (volumes.get(other) ?? 0) + amountUsd);
  for (const { from, amountUsd } of flowsIn) add(from, amountUsd);
  for (const { to, amountUsd } of flowsOut) add(to, amountUsd);
  return volumes;
}
