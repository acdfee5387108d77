import type { History } from "./batch-rows.ts";
import { DAY_MS, startOfDate, windowBefore } from "./calendar.ts";
import { labelRows } from "./labels.ts";
import { createPopulation } from "./population.ts";
import { createRandom } from "./prng.ts";
import type { WorldSettings } from "./settings.ts";
import { simulateTransactions } from "./simulation.ts";

/** Sleepers wake from so long before the first date until so long before the last, in days. */
const GROWTH_LEAD_DAYS = 15;

/** Returns all that happens from one window before the first date until the last, and what is known of it. */
export function createHistory(settings: WorldSettings): History {
  const { dates, windowDays, addresses, network, labelShare, quirks = [] } = settings;
  const random = createRandom(`${network}/${settings.seed}`);
  const first = dates[0] ?? "";
  const firstMs = startOfDate(first);
  const untilMs = startOfDate(dates.at(-1) ?? first);
  const period = { fromMs: windowBefore(first, windowDays).fromMs, untilMs };
  const growth = {
    fromMs: firstMs - GROWTH_LEAD_DAYS * DAY_MS,
    untilMs: untilMs - GROWTH_LEAD_DAYS * DAY_MS,
  };
  const population = createPopulation(addresses, period, random.fork("population"));
  const labelling = { network, labelShare, updatedMs: firstMs };
  return {
    population,
    transactions: simulateTransactions(population, { period, growth }, random.fork("transactions")),
    labels: quirks.includes("no-labels") ? [] : labelRows(population, labelling, random.fork("labels")),
  };
}
