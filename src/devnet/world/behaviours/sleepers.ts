import { DAY_MS, type Period } from "../calendar.ts";
import type { Actor } from "../population.ts";
import type { Transaction } from "../transaction.ts";
import type { Behaviour, Stage } from "./stage.ts";
import { byDay, byNight, transfer } from "./moves.ts";

/** How long a sleeper tries small payments before it wakes, in days. */
const PROBING_DAYS = 45;
/** How long it grows once awake, in days; less than the thirty days after which growth is graded. */
const GROWING_DAYS = 10;
/** Some never wake, and look like those that will. */
const WAKING_SHARE = 0.75;

/** Tries a dozen small payments for weeks, then pays many new counterparties large sums within days. */
export const sleeper: Behaviour = (actor, stage) => {
  const { random, growth } = stage;
  const wakesMs = random.between(growth.fromMs, growth.untilMs);
  const probes = probing(actor, stage, { fromMs: wakesMs - PROBING_DAYS * DAY_MS, untilMs: wakesMs });
  const grows = random.chance(WAKING_SHARE);
  if (!grows) return probes;
  return [...probes, ...growing(actor, stage, { fromMs: wakesMs, untilMs: wakesMs + GROWING_DAYS * DAY_MS })];
};

function probing(actor: Actor, { random, cast }: Stage, span: Period): Transaction[] {
  const testers = random.sample(cast.of("user", "drop", "exchange", "bot"), random.integer(3, 5));
  return Array.from({ length: random.integer(12, 20) }, () => {
    const instant = random.between(span.fromMs, span.untilMs);
    const atMs = random.chance(0.5) ? byNight(random, instant) : byDay(random, instant);
    const at = { atMs, amountUsd: random.logNormal(60, 0.5) };
    return random.chance(0.15)
      ? transfer(random.pick(testers), actor, at)
      : transfer(actor, random.pick(testers), at);
  });
}

function growing(actor: Actor, { random, cast }: Stage, span: Period): Transaction[] {
  const sources = random.sample(cast.of("mule", "scammer"), 3);
  const crowd = [
    ...random.sample(cast.of("drop"), random.integer(20, 35)),
    ...random.sample(cast.of("user", "exchange"), random.integer(2, 5)),
  ];
  return Array.from({ length: random.integer(85, 120) }, () => {
    const atMs = byNight(random, random.between(span.fromMs, span.untilMs));
    const at = { atMs, amountUsd: random.logNormal(500, 0.8) };
    return random.chance(0.2)
      ? transfer(random.pick(sources), actor, at)
      : transfer(actor, random.pick(crowd), at);
  });
}
