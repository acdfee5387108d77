import type { Actor, Kind } from "../population.ts";
import type { Behaviour, Stage } from "./stage.ts";
import { arrivals, byDay, lifeOf, transfer } from "./moves.ts";

/** Pays now and then within a small circle. */
export const user: Behaviour = (actor, stage) => {
  const circle = stage.random.sample(
    stage.cast.of("user", "merchant", "exchange"),
    stage.random.integer(1, 4),
  );
  const habits = {
    circle,
    gapDays: stage.random.logNormal(400, 0.8),
    medianUsd: stage.random.logNormal(90, 0.8),
  };
  return payments(actor, stage, habits);
};

/** Which counterparties a busy but honest address has. */
const tradedWith: readonly Kind[] = ["user", "trader", "merchant", "exchange", "bot"];

/** Pays every few days within a larger circle, always including exchanges. */
export const trader: Behaviour = (actor, stage) => {
  const { random, cast } = stage;
  const circle = [
    ...random.sample(cast.of("exchange"), 2),
    ...random.sample(cast.of(...tradedWith), random.integer(3, 10)),
  ];
  const habits = { circle, gapDays: random.logNormal(12, 0.6), medianUsd: random.logNormal(250, 0.8) };
  return payments(actor, stage, habits);
};

interface Habits {
  readonly circle: readonly Actor[];
  readonly gapDays: number;
  readonly medianUsd: number;
}

/** One payment in five comes back. */
const REPLY_SHARE = 0.2;

function payments(actor: Actor, { random, period }: Stage, { circle, gapDays, medianUsd }: Habits) {
  return arrivals(random, lifeOf(actor, period), gapDays).map((instant) => {
    const other = random.pick(circle);
    const at = { atMs: byDay(random, instant), amountUsd: random.logNormal(medianUsd, 0.9) };
    return random.chance(REPLY_SHARE) ? transfer(other, actor, at) : transfer(actor, other, at);
  });
}
