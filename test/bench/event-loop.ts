import { availableParallelism } from "node:os";
import { monitorEventLoopDelay, type Histogram, type IntervalHistogram } from "node:perf_hooks";
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
const burnMs = 30_000;
const resolutionMs = 5;
/** The rows are what this process has work with; more rounds only keep the library busy for longer. */
const rounds = 10;

/**
 * The 99th percentile of this process's event-loop delay while it trains on and scores 200,000 alerts, against the
 * same while foreign processes keep every core busy.
 */
export const loopDelayRatio: Bench = {
  name: "loop.delay_ratio",
  target: { atMost: 1.5 },
  measure: async () => {
    const { own, foreign } = await measureLoop();
    return own.percentile(99) / foreign.percentile(99);
  },
};

/** The same of scoring alone, which is a twentieth of that time and keeps the neuron itself busier; the limit is ours. */
export const scoringDelayRatio: Bench = {
  name: "loop.scoring_delay_ratio",
  target: { atMost: 2.5 },
  measure: async () => {
    const { scoring, foreign } = await measureLoop();
    return scoring.percentile(99) / foreign.percentile(99);
  },
};

/** The longest that nobody was answered during the same work, in milliseconds: too rare to be seen in a percentile. */
export const longestStall: Bench = {
  name: "loop.longest_stall_ms",
  target: { atMost: 500 },
  measure: async () => (await measureLoop()).own.max / 1e6,
};

interface LoopDelays {
  /** Of training and scoring. */
  readonly own: Histogram;
  readonly scoring: Histogram;
  readonly foreign: Histogram;
}

let measured: Promise<LoopDelays> | undefined;

/** All benches look at one run. */
function measureLoop(): Promise<LoopDelays> {
  return (measured ??= withWork(async ({ train, score }) => {
    const foreign = recordDelays();
    await burn();
    foreign.disable();
    const own = recordDelays();
    await train();
    const scoring = recordDelays();
    await score();
    scoring.disable();
    own.disable();
    return { own, scoring, foreign };
  }));
}

interface Work {
  readonly train: () => Promise<unknown>;
  readonly score: () => Promise<unknown>;
}

async function withWork<Result>(measure: (work: Work) => Promise<Result>): Promise<Result> {
  const bench = await startNetwork({ rounds, earlyStoppingRounds: rounds });
  try {
    const key = await offerBatch(bench, "2025-08-01", size);
    await bench.jobs.ingest(key, never);
    await labelAddresses(bench, size.addresses);
    return await measure({
      train: () => bench.jobs.train(windowDays, {}, never),
      score: () => bench.jobs.score(key, never),
    });
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

function recordDelays(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return histogram;
}
