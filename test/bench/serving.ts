import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildProcess } from "node:child_process";
import { offChain, startMiner, stop } from "../support/cli.ts";
import { median, timed, type Bench } from "./bench.ts";
import { startNetwork, windowDays, type BenchNetwork } from "./bench-network.ts";
import { load } from "./load.ts";
import { publishDays } from "./published-days.ts";
import { cpuTimeMs, program, startServer, stopServer } from "./processes.ts";

const alerts = 10_000;
const newest = "2025-08-31";
const older = Array.from({ length: 10 }, (_, index) => `2025-08-${String(index + 1).padStart(2, "0")}`);
const connections = 16;
const rounds = 3;

/** CPU time per GET of a 10,000-alert day as gzip, of a naive server over that of the miner. */
export const cachedVsNaive: Bench = {
  name: "serve.cached_vs_naive",
  target: { atLeast: 50 },
  measure: () => cpuRatio("naive-server", { ours: 3_000, theirs: 60 }),
};

/** The same, of a bare node:http server that sends the same bytes. */
export const cachedVsBare: Bench = {
  name: "serve.cached_vs_bare",
  target: { atLeast: 0.28 },
  measure: () => cpuRatio("bare-server", { ours: 6_000, theirs: 12_000 }),
};

/** Time to the end of a first, uncached answer over that of the bare query with the rows as JSON. */
export const firstVsQuery: Bench = {
  name: "serve.first_vs_query",
  target: { atMost: 1.6 },
  measure: () =>
    withMiner(async ({ bench, url }) => {
      const ratios = [];
      for (const [index, date] of older.entries()) {
        const first = () => timed(() => fetchAll(`${url}/scores/alerts/${date}`));
        const query = () => timed(() => bareQuery(bench, date));
        // Whoever comes second finds the table's pages warm.
        const [firstMs, queryMs] =
          index % 2 === 0 ? await inOrder(first, query) : (await inOrder(query, first)).reverse();
        ratios.push((firstMs ?? NaN) / (queryMs ?? NaN));
        // The next pair begins when nothing of this one is under way any more.
        await gzipOf(`${url}/scores/alerts/${date}`);
      }
      return median(ratios);
    }),
};

async function inOrder(...works: readonly (() => Promise<number>)[]): Promise<number[]> {
  const results = [];
  for (const work of works) results.push(await work());
  return results;
}

async function cpuRatio(reference: string, requests: { ours: number; theirs: number }): Promise<number> {
  return withMiner(async ({ bench, url, miner }) => {
    const target = `${url}/scores/alerts/latest`;
    const body = await gzipOf(target);
    const path = join(bench.dataDirectory, "answer.json.gz");
    await writeFile(path, body);
    const port = 18_900;
    const server = await startServer(program(`test/bench/programs/${reference}.js`), [path, String(port)]);
    try {
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        const ours = await cpuPerRequest(miner, target, requests.ours);
        const theirs = await cpuPerRequest(server, `http://127.0.0.1:${port}/`, requests.theirs);
        ratios.push(theirs / ours);
      }
      return median(ratios);
    } finally {
      await stopServer(server);
    }
  });
}

async function cpuPerRequest(server: ChildProcess, url: string, requests: number): Promise<number> {
  await load(url, { requests: Math.ceil(requests / 10), connections });
  const before = await cpuTimeMs(server.pid ?? 0);
  await load(url, { requests, connections });
  return ((await cpuTimeMs(server.pid ?? 0)) - before) / requests;
}

interface ServedNetwork {
  readonly bench: BenchNetwork;
  readonly url: string;
  readonly miner: ChildProcess;
}

/** Runs work against a real miner that serves one newest publication, kept warm, and ten older ones, never asked for. */
async function withMiner(work: (served: ServedNetwork) => Promise<number>): Promise<number> {
  const bench = await startNetwork();
  try {
    await publishDays(bench.database, { dates: [...older, newest], alerts, windowDays });
    const { child: miner, url } = await startMiner(["--data-dir", bench.dataDirectory, ...offChain]);
    try {
      await gzipOf(`${url}/scores/alerts/latest`);
      return await work({ bench, url, miner });
    } finally {
      await stop(miner);
    }
  } finally {
    await bench.dispose();
  }
}

/** Asks until the compressed form is there: the first answer goes out as it is. */
async function gzipOf(url: string): Promise<Buffer> {
  for (;;) {
    const { encoding, body } = await fetchAll(url);
    if (encoding === "gzip") return body;
    await delay(50);
  }
}

async function bareQuery({ store }: BenchNetwork, date: string): Promise<unknown> {
  const connection = await store.engine?.connection();
  const query = `SELECT alert_id, score, latency_ms FROM torus_db.alert_scores
    WHERE publication_id = '${date}' ORDER BY alert_id FORMAT JSON`;
  return fetchAll(`${connection?.url ?? ""}/?query=${encodeURIComponent(query)}`, {
    "X-ClickHouse-User": connection?.user ?? "",
    "X-ClickHouse-Key": connection?.password ?? "",
  });
}

async function fetchAll(
  url: string,
  headers: Readonly<Record<string, string>> = { "Accept-Encoding": "gzip" },
): Promise<{ encoding: string | undefined; body: Buffer }> {
  const call = request(url, { headers }).end();
  const [response] = (await once(call, "response")) as [IncomingMessage];
  const chunks = await response.toArray();
  if (response.statusCode !== 200) throw new Error(`${url} answered ${String(response.statusCode)}`);
  return { encoding: response.headers["content-encoding"], body: Buffer.concat(chunks as Buffer[]) };
}
