import { setTimeout as delay } from "node:timers/promises";
import type { DevNetwork } from "./network.ts";
import type { Scene } from "./scene.ts";

const lookEveryMs = 100;

/** Has the batches of all days but the last ingested and scored, the neuron started and asked. */
export async function begin({
  operator,
  worlds,
  supervisor,
  network,
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
  while (!(await answers(network))) await delay(lookEveryMs);
  load.start();
  diary.write("asking", { dates: days });
}

/** Whether the validator gets what it asks for. */
async function answers({ dendrite, target }: DevNetwork): Promise<boolean> {
  const request = { target, method: "GET", path: "/scores/alerts/latest", timeoutMs: 5_000 };
  return (await dendrite.request(request)).kind === "answered";
}
