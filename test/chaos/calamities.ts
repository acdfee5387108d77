import { chainDrops } from "./faults/chain-drops.ts";
import { clockJumps } from "./faults/clock-jumps.ts";
import { diskFull } from "./faults/disk-full.ts";
import type { Fault } from "./faults/fault.ts";
import { forAWhile } from "./faults/for-a-while.ts";
import { killEngine } from "./faults/kill-engine.ts";
import { killNeuron } from "./faults/kill-neuron.ts";
import { sourceErrors } from "./faults/source-errors.ts";
import type { Scene } from "./scene.ts";

/** In seconds, from the least to the most. */
type Span = readonly [low: number, high: number];

const betweenKills: Span = [12, 35];
const betweenTroubles: Span = [2, 10];
const betweenBatches: Span = [15, 40];
const betweenCommands: Span = [10, 30];

/** Lets go wrong what can, all at once and at random, until the signal fires; how often what was is returned. */
export async function letItAllGoWrong(
  scene: Scene,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const happened = new Map<string, number>();
  const { chance, source, operator, publications, diary } = scene;
  const happen = async (fault: Fault) => {
    happened.set(fault.name, (happened.get(fault.name) ?? 0) + 1);
    await fault.happen(scene, signal);
  };
  const again = async ([low, high]: Span, work: () => Promise<unknown>) => {
    while (await forAWhile(chance.between(low, high), signal)) await work();
  };
  await Promise.all([
    again(betweenKills, () => happen(chance.pick([killNeuron, killNeuron, killEngine]))),
    again(betweenTroubles, () => happen(chance.pick([sourceErrors, chainDrops, clockJumps, diskFull]))),
    again(betweenBatches, () => {
      source.replace();
      diary.write("source publishes anew");
      return Promise.resolve();
    }),
    again(betweenCommands, () => {
      const [first = "", ...others] = publications.dates;
      return operator.publish(chance.pick([first, ...others]));
    }),
  ]);
  return happened;
}
