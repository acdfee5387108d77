import { availableParallelism } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Bench } from "./bench.ts";
import { never, offerBatch, startNetwork, windowDays } from "./bench-network.ts";
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

/**
 * The 99th percentile of this process's event-loop delay while it trains on and scores 200,000 alerts, against the
 * same while foreign processes keep every core busy.
 */
export const loopDelayRatio: Bench = {
  name: "loop.delay_ratio",
  target: { atMost: 1.5 },
  measure: async () => {
    const bench = await startNetwork();
    try {
      const key = await offerBatch(bench, "2025-08-01", size);
      await bench.jobs.ingest(key, never);
      const foreign = await delayWhile(burn);
      const own = await delayWhile(async () => {
        await bench.jobs.train(windowDays, {}, never);
        await bench.jobs.score(key, never);
      });
      return own / foreign;
    } finally {
      await bench.dispose();
    }
  },
};

async function burn(): Promise<void> {
  const cores = Array.from({ length: availableParallelism() });
  const burners = await Promise.all(
    cores.map(() => startServer(program("test/bench/programs/burner.js"), [])),
  );
  await delay(burnMs);
  await Promise.all(burners.map((burner) => stopServer(burner)));
}

async function delayWhile(work: () => Promise<void>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  await work();
  histogram.disable();
  return histogram.percentile(99);
}
