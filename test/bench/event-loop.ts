import { availableParallelism } from "node:os";
import { monitorEventLoopDelay, type Histogram } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Bench } from "./bench.ts";
import { labelAddresses, never, offerBatch, startNetwork, windowDays } from "./bench-network.ts";
import { program, startServer, stopServer } from "./processes.ts";

const size = {
  alerts: 200_000,
  addresses: 50_000,
  clusters: 5_000,
  moneyFlows: 100_000,
  addressLabels: 50_000,
};
const burnMs = 15_000;
const resolutionMs = 5;
/** The rows are what this process has work with; more rounds only keep the library busy for longer. */
const rounds = 10;

/**
 * The 99th percentile of this process's event-loop delay while it trains on and scores 200,000 alerts, against the
 * same while foreign processes keep every core busy: of either, the higher one of two.
 */
export const loopDelayRatio: Bench = {
  name: "loop.delay_ratio",
  target: { atMost: 1.5 },
  measure: async () => {
    const { own, foreign } = await measureLoop();
    return highestOf(own, p99) / highestOf(foreign, p99);
  },
};

/** The longest that nobody was answered during the same work, in milliseconds: too rare to be seen in a percentile. */
export const longestStall: Bench = {
  name: "loop.longest_stall_ms",
  target: { atMost: 500 },
  measure: async () => highestOf((await measureLoop()).own, ({ max }) => max) / 1e6,
};

interface LoopDelays {
  readonly own: readonly Histogram[];
  readonly foreign: readonly Histogram[];
}

let measured: Promise<LoopDelays> | undefined;

/** Both benches look at one run. Foreign load comes before each work, so that the machine's moods touch both. */
function measureLoop(): Promise<LoopDelays> {
  return (measured ??= withWork(async (works) => {
    const [own, foreign]: [Histogram[], Histogram[]] = [[], []];
    for (const work of works) {
      foreign.push(await delaysDuring(burn));
      own.push(await delaysDuring(work));
    }
    return { own, foreign };
  }));
}

function p99(histogram: Histogram): number {
  return histogram.percentile(99);
}

function highestOf(histograms: readonly Histogram[], measure: (histogram: Histogram) => number): number {
  return Math.max(...histograms.map(measure));
}

async function withWork<Result>(
  measure: (works: readonly (() => Promise<unknown>)[]) => Promise<Result>,
): Promise<Result> {
  const bench = await startNetwork({ rounds, earlyStoppingRounds: rounds });
  try {
    const key = await offerBatch(bench, "2025-08-01", size);
    await bench.jobs.ingest(key, never);
    await labelAddresses(bench, size.addresses);
    return await measure([() => bench.jobs.train(windowDays, {}, never), () => bench.jobs.score(key, never)]);
  } finally {
    await bench.dispose();
  }
}

async function burn(): Promise<void> {
  const cores = Array.from({ length: availableParallelism() });
  const burners = await Promise.all(
    cores.map(() => startServer(program("test/bench/programs/burner.js"), [])),
  );
  await delay(burnMs);
  await Promise.all(burners.map((burner) => stopServer(burner)));
}

async function delaysDuring(work: () => Promise<unknown>): Promise<Histogram> {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram;
}
