import { setTimeout as delay } from "node:timers/promises";
import type { Scene } from "./scene.ts";

const lookEveryMs = 100;

/** Has the batches of all days but the last ingested and scored, the neuron started and asked. */
export async function begin({
  operator,
  worlds,
  supervisor,
  load,
  publications,
  diary,
}: Scene): Promise<void> {
  const days = worlds.dates.slice(0, -1);
  const [first = "", ...others] = days;
  // Without a model the first scoring fails, which tells that it was ingested.
  await operator.publish(first);
  await operator.train();
  for (const date of [first, ...others]) await operator.publish(date);
  await supervisor.start();
  while (publications.dates.length < days.length) await delay(lookEveryMs);
  load.start();
  diary.write("asking", { dates: days });
}
