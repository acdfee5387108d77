import { HOUR_MS } from "../calendar.ts";
import type { Actor, Kind } from "../population.ts";
import type { Transaction } from "../transaction.ts";
import type { Behaviour, Stage } from "./stage.ts";
import { arrivals, byDay, byNight, lifeOf, transfer } from "./moves.ts";

/** Talks victims out of their money in campaigns and hands most of it to a few mules. */
export const scammer: Behaviour = (actor, { random, cast, period }) => {
  const mules = random.sample(cast.of("mule", "mixer"), 3);
  return arrivals(random, period, 60).flatMap((instant) => {
    const victims = random.sample(cast.of("user"), random.integer(4, 12));
    const thefts = victims.map((victim) =>
      transfer(victim, actor, {
        atMs: byDay(random, instant + random.exponential(96 * HOUR_MS)),
        amountUsd: random.logNormal(400, 0.7),
      }),
    );
    const lootUsd = thefts.reduce((sum, { amountUsd }) => sum + amountUsd, 0);
    const handovers = mules.map((mule) =>
      transfer(actor, mule, { atMs: byNight(random, instant + 240 * HOUR_MS), amountUsd: lootUsd * 0.3 }),
    );
    return [...thefts, ...handovers];
  });
};

/** Receives a lump and spreads it in pieces below a thousand dollars, within hours. */
export const mule: Behaviour = (actor, { random, cast, period }) => {
  const crew = [
    ...random.sample(cast.of("drop"), 8),
    ...random.sample(cast.of("user"), random.integer(2, 8)),
  ];
  const banks = random.sample(cast.of("exchange"), 1);
  return arrivals(random, lifeOf(actor, period), 90).flatMap((instant) => {
    const source = random.pick(cast.of("scammer", "mixer"));
    const startMs = byNight(random, instant);
    const pieces = [...crew, ...banks].map((receiver) =>
      transfer(actor, receiver, {
        atMs: startMs + random.exponential(2 * HOUR_MS),
        amountUsd: receiver.kind === "exchange" ? random.between(600, 2500) : random.between(150, 980),
      }),
    );
    const lumpUsd = pieces.reduce((sum, { amountUsd }) => sum + amountUsd, 0) * random.between(1.02, 1.1);
    return [transfer(source, actor, { atMs: startMs - HOUR_MS, amountUsd: lumpUsd }), ...pieces];
  });
};

/** Notes that look alike, so that what goes out cannot be matched with what came in. */
const notesUsd = [100, 500, 1000] as const;

/** Takes in notes and gives out as many, hours later. */
export const mixer: Behaviour = (actor, { random, cast, period }) =>
  arrivals(random, period, 2).flatMap((instant) => {
    const clients: readonly Kind[] = random.chance(0.7) ? ["mule", "scammer", "layerer"] : ["user"];
    const amountUsd = random.pick(notesUsd);
    const leaveMs = instant + random.exponential(20 * HOUR_MS);
    return [
      transfer(random.pick(cast.of(...clients)), actor, { atMs: instant, amountUsd }),
      transfer(actor, random.pick(cast.of("mule", "drop")), {
        atMs: leaveMs,
        amountUsd: amountUsd * 0.99,
      }),
    ];
  });

const CHAIN_LINKS = 6;
const RING_LINKS = 5;

/** The first of every six carries sums down the chain of the six. */
export const layerer: Behaviour = (actor, stage) => {
  const links = groupLedBy(actor, stage.cast.of("layerer"), CHAIN_LINKS);
  return links.length < CHAIN_LINKS ? quietLife(actor, stage) : passages(links, stage);
};

/** The first of every five sends sums around that come back to it. */
export const ring: Behaviour = (actor, stage) => {
  const links = groupLedBy(actor, stage.cast.of("ring"), RING_LINKS);
  return links.length < RING_LINKS ? quietLife(actor, stage) : passages([...links, actor], stage);
};

/** Returns the group that the actor leads, or nothing when another leads it or it is incomplete. */
function groupLedBy(actor: Actor, members: readonly Actor[], size: number): readonly Actor[] {
  const place = members.indexOf(actor);
  if (place % size !== 0) return [];
  const group = members.slice(place, place + size);
  return group.length === size ? group : [];
}

/** The same way each time, the sum a little smaller at each step, hours apart. */
function passages(links: readonly Actor[], { random, period }: Stage): Transaction[] {
  return arrivals(random, period, 50).flatMap((instant) => {
    let atMs = instant;
    let amountUsd = random.logNormal(15_000, 0.5);
    return links.slice(1).map((receiver, step) => {
      atMs += random.between(1, 10) * HOUR_MS;
      amountUsd *= random.between(0.94, 0.99);
      return transfer(links[step] ?? receiver, receiver, { atMs, amountUsd });
    });
  });
}

function quietLife(actor: Actor, { random, cast, period }: Stage): Transaction[] {
  const friends = random.sample(cast.of("user", "exchange"), 2);
  return arrivals(random, period, 50).map((instant) =>
    transfer(actor, random.pick(friends), {
      atMs: byDay(random, instant),
      amountUsd: random.logNormal(120, 0.8),
    }),
  );
}
