import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { Engine } from "../../src/store/engine/engine.ts";
import { offChain, startNeuron, stop } from "../support/cli.ts";
import { median, timed, type Bench } from "./bench.ts";
import { never, startNetwork, windowDays } from "./bench-network.ts";
import { publishDays } from "./published-days.ts";

const dates = Array.from({ length: 10 }, (_, place) => `2025-08-${String(place + 1).padStart(2, "0")}`);
const newest = "2025-08-10";
const alerts = 10_000;
const rounds = 7;
const port = 18_910;
const lookEveryMs = 5;
const maxMemoryBytes = 2_000_000_000;

/**
 * From the start of `neuron miner` on existing data to the end of its first answer, over the time that the engine
 * alone needs to start and to give the same rows.
 */
export const firstAnswer: Bench = {
  name: "start.first_answer",
  target: { atMost: 2 },
  measure: async () => {
    const bench = await startNetwork();
    try {
      await publishDays(bench.database, { dates, alerts, windowDays });
      await bench.store.stop();
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        const engineMs = await startEngine(bench.dataDirectory);
        ratios.push((await startMiner(bench.dataDirectory)) / engineMs);
      }
      return median(ratios);
    } finally {
      await bench.dispose();
    }
  },
};

async function startEngine(dataDir: string): Promise<number> {
  const deps = { clock: systemClock(), logger: silentLogger() };
  const engine = new Engine(deps, { dataDir, maxMemoryBytes });
  const durationMs = await timed(async () => {
    await engine.start(never);
    const { url, user, password } = await engine.connection();
    const query = `SELECT alert_id, score, latency_ms FROM torus_db.alert_scores
      WHERE publication_id = '${newest}' ORDER BY alert_id FORMAT JSON`;
    const headers = { "X-ClickHouse-User": user, "X-ClickHouse-Key": password };
    const response = await fetch(`${url}/?query=${encodeURIComponent(query)}`, { headers });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`The engine answered ${response.status}`);
  });
  await engine.stop();
  return durationMs;
}

async function startMiner(dataDir: string): Promise<number> {
  const url = `http://127.0.0.1:${port}/scores/alerts/latest`;
  const startedAt = performance.now();
  const places = ["--axon.host", "127.0.0.1", "--axon.port", String(port), "--control.port", "0"];
  const child = startNeuron(["miner", "--data-dir", dataDir, ...offChain, ...places]);
  child.stdout?.resume();
  child.stderr?.resume();
  try {
    while (child.exitCode === null) {
      const isAnswered = await fetch(url).then(
        async (response) => response.ok && (await response.arrayBuffer()).byteLength > 0,
        () => false,
      );
      if (isAnswered) return performance.now() - startedAt;
      await delay(lookEveryMs);
    }
    throw new Error(`The neuron ended with ${child.exitCode}`);
  } finally {
    await stop(child);
  }
}
