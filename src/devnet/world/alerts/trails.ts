import type { Flow } from "../flows.ts";
import { groupBy } from "../group-by.ts";

/** One sum that went from address to address. */
export interface Trail {
  /** The addresses in order, each once; of a cycle, the last paid the first. */
  readonly path: readonly number[];
  readonly isCycle: boolean;
  /** What all the steps moved together, in dollars. */
  readonly volumeUsd: number;
}

/** Smaller flows are not followed, in dollars. */
const LEAST_USD = 2000;
/** What of a flow must go on in the next, at least and at most. */
const PASSED_ON = { least: 0.85, most: 1.01 };
const FEWEST_STEPS = 3;
const MOST_STEPS = 8;
/** After so many steps the search of a batch ends; what was found until then is kept. */
const MAX_STEPS_TRIED = 200_000;

/** Returns the cycles and the longest open trails among the flows, each once. */
export function trailsOf(flows: readonly Flow[]): Trail[] {
  const large = flows.filter(({ amountUsd }) => amountUsd >= LEAST_USD);
  const search: Search = { from: groupBy(large, ({ from }) => from), trails: new Map(), tried: 0 };
  const arriving = groupBy(large, ({ to }) => to);
  for (const flow of large) {
    const continues = arriving.get(flow.from)?.some((before) => goesOn(before, flow)) ?? false;
    if (!continues) follow(search, [flow]);
  }
  return [...search.trails.values()];
}

interface Search {
  readonly from: ReadonlyMap<number, readonly Flow[]>;
  readonly trails: Map<string, Trail>;
  tried: number;
}

function follow(search: Search, steps: readonly Flow[]): void {
  const last = steps.at(-1);
  search.tried++;
  if (last === undefined || search.tried > MAX_STEPS_TRIED) return;
  const visited = new Set(steps.map(({ from }) => from));
  if (visited.has(last.to)) {
    if (last.to === steps[0]?.from) keep(search, steps, true);
    return;
  }
  const next = (search.from.get(last.to) ?? []).filter((flow) => goesOn(last, flow));
  if (next.length === 0 || steps.length === MOST_STEPS) keep(search, steps, false);
  else for (const flow of next) follow(search, [...steps, flow]);
}

/** A sum goes on when most of it leaves after it arrived. */
function goesOn(before: Flow, after: Flow): boolean {
  const passed = after.amountUsd / before.amountUsd;
  return after.firstMs > before.firstMs && passed >= PASSED_ON.least && passed <= PASSED_ON.most;
}

function keep({ trails }: Search, steps: readonly Flow[], isCycle: boolean): void {
  if (steps.length < FEWEST_STEPS) return;
  const last = steps.at(-1);
  const ends = isCycle || last === undefined ? [] : [last.to];
  const path = [...steps.map(({ from }) => from), ...ends];
  const key = [...path].sort((a, b) => a - b).join();
  const volumeUsd = steps.reduce((sum, { amountUsd }) => sum + amountUsd, 0);
  if (!trails.has(key)) trails.set(key, { path, isCycle, volumeUsd });
}
