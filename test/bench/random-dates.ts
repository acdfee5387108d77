import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { openStore } from "../../src/store/store.ts";
import { offChain, startMiner, stop } from "../support/cli.ts";
import { createRandom } from "../support/ml.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { median, timed, type Bench } from "./bench.ts";
import { never, windowDays } from "./bench-network.ts";
import { publishDays } from "./published-days.ts";

const networks = ["torus", "bitcoin", "ethereum"] as const;
const days = 90;
const dayMs = 86_400_000;
const firstDayMs = Date.parse("2025-06-01");
const dates = Array.from({ length: days }, (_, day) =>
  new Date(firstDayMs + day * dayMs).toISOString().slice(0, 10),
);
const alerts = 10_000;
const rounds = 5;
const requestsPerRound = 200;
const engineMaxMemoryBytes = 4_000_000_000;

/**
 * The 99th percentile of the time to the end of an answer for a random network and date, where three networks have 90
 * days of 10,000 alerts each, over that of a neuron with one of them: the cache is bounded, and is as large for both.
 */
export const randomDates: Bench = {
  name: "networks.random_dates_p99",
  target: { atMost: 2 },
  measure: async () => {
    const [one, three] = [await serve([networks[0]]), await serve(networks)];
    try {
      const random = createRandom(1);
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        const oneMs = await percentile99(one, random);
        ratios.push((await percentile99(three, random)) / oneMs);
      }
      return median(ratios);
    } finally {
      await one.dispose();
      await three.dispose();
    }
  },
};

interface Served {
  readonly url: string;
  readonly networks: readonly string[];
  readonly dispose: () => Promise<void>;
}

async function serve(served: readonly string[]): Promise<Served> {
  const dataDir = await makeTempDir();
  const store = openStore(
    {
      dataDir,
      engineMaxMemoryBytes,
      limits: { maxReadSeconds: 300, maxWriteSeconds: 600 },
      networks: served.map((network) => ({ network, database: `${network}_db` })),
    },
    { clock: systemClock(), logger: silentLogger() },
  );
  await store.start(never);
  for (const network of served) await publishDays(store.database(network), { dates, alerts, windowDays });
  await store.stop();
  const args = ["--data-dir", dataDir, "--network", served.join(","), ...offChain];
  const { child, url } = await startMiner(args);
  return {
    url,
    networks: served,
    dispose: async () => {
      await stop(child);
      await removeTempDir(dataDir);
    },
  };
}

async function percentile99({ url, networks: served }: Served, random: () => number): Promise<number> {
  const pick = (choices: readonly string[]) => choices[Math.floor(random() * choices.length)] ?? "";
  const times = [];
  for (let request = 0; request < requestsPerRound; request += 1) {
    const path = `/scores/alerts/${pick(served)}/${pick(dates)}`;
    times.push(
      await timed(async () => {
        const response = await fetch(`${url}${path}`);
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      }),
    );
  }
  times.sort((one, other) => one - other);
  return times[Math.ceil(times.length * 0.99) - 1] ?? NaN;
}
