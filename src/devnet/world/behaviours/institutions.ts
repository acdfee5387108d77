import { DAY_MS, HOUR_MS, startOfDay } from "../calendar.ts";
import type { Behaviour } from "./stage.ts";
import { arrivals, byDay, lifeOf, transfer } from "./moves.ts";

/** Takes small payments from regulars, refunds a few and brings the takings to an exchange each week. */
export const merchant: Behaviour = (actor, { random, cast, period }) => {
  const regulars = random.sample(cast.of("user", "trader"), random.integer(6, 20));
  const bank = random.pick(cast.of("exchange"));
  const price = random.logNormal(45, 0.5);
  const life = lifeOf(actor, period);
  const sales = arrivals(random, life, random.between(3, 8)).map((instant) => {
    const at = { atMs: byDay(random, instant), amountUsd: random.logNormal(price, 0.6) };
    const customer = random.pick(regulars);
    return random.chance(0.06) ? transfer(actor, customer, at) : transfer(customer, actor, at);
  });
  const settlements = arrivals(random, life, 7).map((instant) =>
    transfer(actor, bank, { atMs: byDay(random, instant), amountUsd: random.logNormal(price * 4, 0.3) }),
  );
  return [...sales, ...settlements];
};

/** Pays out to its customers; deposits are the others' doing. */
export const exchange: Behaviour = (actor, { random, cast, period }) => {
  const everybody = cast.of("user", "trader", "merchant", "distributor");
  const customers = random.sample(everybody, Math.ceil(everybody.length * random.between(0.1, 0.3)));
  return arrivals(random, period, 2).map((instant) =>
    transfer(actor, random.pick(customers), {
      atMs: byDay(random, instant),
      amountUsd: random.logNormal(350, 1.2),
    }),
  );
};

/** Sends nearly the same amount to the same few, at any hour. */
export const bot: Behaviour = (actor, { random, cast, period }) => {
  const partners = random.sample(cast.of("bot", "exchange", "merchant"), random.integer(2, 4));
  const ticket = random.logNormal(40, 0.7);
  return arrivals(random, period, random.between(0.8, 1.6)).map((atMs) =>
    transfer(actor, random.pick(partners), { atMs, amountUsd: ticket * random.between(0.97, 1.03) }),
  );
};

/** Pays its people within one hour, every thirty days. */
export const distributor: Behaviour = (actor, { random, cast, period }) => {
  const people = random.sample(cast.of("user"), random.integer(10, 16));
  const salaries = people.map((person) => ({ person, amountUsd: random.logNormal(700, 0.4) }));
  const payHour = random.integer(8, 16);
  const firstDay = startOfDay(period.fromMs) + random.integer(0, 29) * DAY_MS;
  const paydays = Math.ceil((period.untilMs - firstDay) / (30 * DAY_MS));
  return Array.from({ length: paydays }, (_, month) =>
    salaries.map(({ person, amountUsd }) => {
      const atMs = firstDay + month * 30 * DAY_MS + (payHour + random.unit()) * HOUR_MS;
      return transfer(actor, person, { atMs, amountUsd });
    }),
  ).flat();
};
