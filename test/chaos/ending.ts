import { setTimeout as delay } from "node:timers/promises";
import type { Scene } from "./scene.ts";

const patienceSeconds = 150;
const lookEveryMs = 2_000;

/** How it all ended. */
export interface Ending {
  readonly isHealthy: boolean;
  /** Publications that were acknowledged and are gone, or are not what is answered now. */
  readonly lost: readonly string[];
  /** Seconds that `neuron status` took, the middle of three. */
  readonly statusSeconds: number;
}

/** Publishes every date once more, with nothing in the way, and tells what became of everything. */
export async function seeTheEnd(scene: Scene): Promise<Ending> {
  const { source, operator, publications, diary, acknowledged } = scene;
  source.replace();
  for (const date of publications.dates) await operator.publish(date);
  const isHealthy = await becomesHealthy(scene);
  const lost = [...(await gone(scene)), ...(await notAnswered(scene))];
  const times = [];
  for (let look = 0; look < 3; look += 1) times.push((await operator.status()).seconds);
  diary.write("the end", { publications: publications.count, acknowledged: acknowledged.length, lost });
  return { isHealthy, lost, statusSeconds: times.sort((one, other) => one - other)[1] ?? NaN };
}

async function becomesHealthy({ operator, diary }: Scene): Promise<boolean> {
  const giveUpAt = diary.seconds + patienceSeconds;
  for (;;) {
    const { health } = await operator.status();
    const wrong = (health?.parts ?? []).filter(({ status }) => status !== "pass");
    if (health?.status === "healthy") return true;
    if (diary.seconds > giveUpAt) {
      diary.write("the neuron is not healthy", { status: health?.status, wrong });
      return false;
    }
    await delay(lookEveryMs);
  }
}

/** The ledger forgets no publication within the days that are kept. */
async function gone({ publications, acknowledged }: Scene): Promise<string[]> {
  const kept = await publications.findKept();
  return acknowledged.filter((id) => kept?.has(id) !== true);
}

/** What is answered for a date now is what was acknowledged last for it. */
async function notAnswered({ publications, checker, acknowledged, diary }: Scene): Promise<string[]> {
  const lost = [];
  for (const date of publications.dates) {
    const last = acknowledged.findLast((id) => publications.of(date).some((found) => found.id === id));
    const giveUpAt = diary.seconds + patienceSeconds / 10;
    while (!checker.isAnswered(date, last) && diary.seconds < giveUpAt) await delay(lookEveryMs / 4);
    if (last !== undefined && !checker.isAnswered(date, last)) lost.push(last);
  }
  return lost;
}
