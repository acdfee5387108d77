import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ChildProcess } from "node:child_process";
import { expect } from "chai";
import { z } from "zod";
import { makeWorld } from "../../src/devnet/world/make-world.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { NeuronError } from "../../src/lib/errors.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { runNeuron, offChain, startMiner, startNeuron, stop } from "../support/cli.ts";
import { testEngineMemoryBytes, testLimits } from "../support/engine.ts";
import { createRandom } from "../support/ml.ts";
import { never } from "../support/risk-network.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";

const processingDate = "2025-08-01";
const windowDays = 195;
/** A command takes about a second; a kill within this time hits it anywhere from its start to after its end. */
const killWithinMs = 1_600;
const neuronKills = 20;
const engineKills = 10;

/**
 * A miner serves and owns the engine. Beside it, batches are ingested and scored again and again, each time the
 * other of two worlds, while processes are killed at random moments. A reader watches all the time.
 */
describe("kill -9 at random moments", function () {
  this.timeout(300_000);
  const random = createRandom(20250801);
  let root: string;
  let miner: ChildProcess;
  let store: Store;
  let reader: Reader;
  let acknowledged: Acknowledged;
  before(async () => {
    root = await makeTempDir();
    for (const seed of [1, 2]) {
      await makeWorld(
        {
          directory: join(root, `world-${seed}`),
          network: "torus",
          windowDays,
          dates: [processingDate],
          addresses: 200,
          seed,
          labelShare: 0.5,
          metaForm: "exporter",
        },
        { signal: never, progress: silentProgress() },
      );
    }
    const started = await startMiner(["--data-dir", join(root, "data"), ...offChain]);
    miner = started.child;
    for (const command of ["ingest", "train", "score"]) {
      expect((await runNeuron(commandLine(command, 1))).exitCode).to.equal(0);
    }
    store = openStore(
      {
        dataDir: join(root, "data"),
        engineMaxMemoryBytes: testEngineMemoryBytes,
        limits: testLimits,
        networks: [{ network: "torus", database: "torus_db" }],
      },
      { clock: systemClock(), logger: silentLogger() },
    );
    await store.start(never);
    acknowledged = { ingestions: [], publications: [] };
    await patiently(async () => {
      expect((await fetch(`${started.url}/scores/alerts/latest`)).status).to.equal(200);
    });
    reader = new Reader(store, started.url);
    reader.start();
  });
  after(async () => {
    await reader.stop();
    await stop(miner);
    await store.stop();
    await removeTempDir(root);
  });

  it(`of the neuron (${neuronKills} times) loses nothing acknowledged`, async () => {
    for (let kill = 0; kill < neuronKills; kill += 1) {
      const command = kill % 2 === 0 ? "ingest" : "score";
      const child = startNeuron([...commandLine(command, 1 + (Math.floor(kill / 2) % 2)), "--json"]);
      await outcomeOf(child, { killAfterMs: random() * killWithinMs, acknowledged });
      await expectAcknowledged(store, acknowledged);
    }
  });

  it(`of the engine (${engineKills} times) loses nothing acknowledged, and it comes back`, async () => {
    for (let kill = 0; kill < engineKills; kill += 1) {
      const command = kill % 2 === 0 ? "ingest" : "score";
      const child = startNeuron([...commandLine(command, 1 + (Math.floor(kill / 2) % 2)), "--json"]);
      const outcome = outcomeOf(child, { acknowledged });
      await delay(random() * killWithinMs);
      process.kill(await enginePid(root), "SIGKILL");
      await outcome;
      await expectAcknowledged(store, acknowledged);
    }
  });

  it("let no reader see a mixed or partial batch or publication", () => {
    expect(reader.violations).to.deep.equal([]);
    expect(reader.answers).to.be.greaterThan(100);
    expect(reader.states).to.be.greaterThan(100);
  });

  it("leave a neuron that ingests, scores and serves as if nothing had happened", async () => {
    for (const command of ["ingest", "score"]) {
      const { exitCode, stderr } = await runNeuron(commandLine(command, 1));
      expect(exitCode, stderr).to.equal(0);
    }
    expect(acknowledged.ingestions.length).to.be.greaterThan(0);
    expect(acknowledged.publications.length).to.be.greaterThan(0);
  });

  function commandLine(command: string, world: number): string[] {
    const source = join(root, `world-${world}`);
    const date = command === "train" ? [] : ["--date", processingDate];
    return [command, "--data-dir", join(root, "data"), "--source", source, ...date];
  }
});

/** What commands said that they had done, in order. */
interface Acknowledged {
  readonly ingestions: string[];
  readonly publications: string[];
}

const ingestResult = z.object({ batches: z.array(z.object({ batchId: z.string() })) });
const scoreResult = z.object({ publications: z.array(z.object({ publicationId: z.string() })) });

/** Waits for a command to end, killing it on the way when asked, and notes what it acknowledged before. */
async function outcomeOf(
  child: ChildProcess,
  { killAfterMs, acknowledged }: { killAfterMs?: number; acknowledged: Acknowledged },
): Promise<void> {
  const printed: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stderr?.resume();
  const ended = new Promise((resolve) => child.once("close", resolve));
  if (killAfterMs !== undefined) void delay(killAfterMs).then(() => child.kill("SIGKILL"));
  await ended;
  const line = Buffer.concat(printed).toString("utf8");
  if (!line.endsWith("\n")) return;
  const result: unknown = JSON.parse(line);
  for (const { batchId } of ingestResult.safeParse(result).data?.batches ?? [])
    acknowledged.ingestions.push(batchId);
  for (const { publicationId } of scoreResult.safeParse(result).data?.publications ?? []) {
    acknowledged.publications.push(publicationId);
  }
}

/** The newest row of a ledger is the last one acknowledged, or a later one that was killed before it could say so. */
async function expectAcknowledged(store: Store, { ingestions, publications }: Acknowledged): Promise<void> {
  for (const [table, id, last] of [
    ["ingestions", "batch_id", ingestions.at(-1)],
    ["batch_metadata", "publication_id", publications.at(-1)],
  ] as const) {
    if (last === undefined) continue;
    const database = store.database("torus");
    const sql = `SELECT ${id} AS id FROM ${table} WHERE ${id} = {id:String}`;
    const found = await patiently(() =>
      database.rows(z.object({ id: z.string() }), sql, { params: { id: last } }),
    );
    expect(found, `${table} ${last}`).to.not.deep.equal([]);
  }
  expect(await patiently(() => partialStates(store))).to.deep.equal([]);
}

async function enginePid(root: string): Promise<number> {
  return patiently(async () => {
    const file: unknown = JSON.parse(await readFile(join(root, "data", "engine.json"), "utf8"));
    return z.object({ pid: z.number() }).parse(file).pid;
  });
}

const mostAttempts = 60;
const attemptPauseMs = 250;

/** Returns what the work returns once it no longer fails: an engine that was killed takes a moment to come back. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === mostAttempts) throw error;
      await delay(attemptPauseMs);
    }
  }
}

const partialState = z.object({ what: z.string(), expected: z.number(), found: z.number() });

/** What readers would see now, table by table, where it is not whole. */
function partialStates(store: Store) {
  const published = `SELECT * FROM batch_metadata WHERE status = 'COMPLETED'
    ORDER BY updated_at DESC LIMIT 1 BY window_days, processing_date`;
  const accepted =
    "SELECT * FROM ingestions ORDER BY accepted_at DESC LIMIT 1 BY window_days, processing_date";
  const check = (table: string, pointer: string, [id, count]: readonly [string, string]) => `
    SELECT '${table}' AS what, p.${count} AS expected, countIf(r.${id} != '') AS found
    FROM (${pointer}) AS p LEFT JOIN ${table} AS r ON r.${id} = p.${id}
    GROUP BY p.${id}, p.${count} HAVING found != expected`;
  const checks = [
    check("alert_scores", published, ["publication_id", "output_counts_alert_scores"]),
    check("alert_rankings", published, ["publication_id", "output_counts_alert_rankings"]),
    check("cluster_scores", published, ["publication_id", "output_counts_cluster_scores"]),
    ...["alerts", "features", "clusters", "money_flows", "address_labels"].map((table) =>
      check(`raw_${table}`, accepted, ["batch_id", `count_${table}`]),
    ),
  ];
  return store.database("torus").rows(partialState, checks.join(" UNION ALL "));
}

const answer = z.object({
  total_alerts: z.number(),
  scores: z.array(z.object({ alert_id: z.string(), score: z.number() })),
});

/** Reads as a validator does, over HTTP, and as the next job does, from the tables, and notes all that is not whole. */
class Reader {
  readonly violations: unknown[] = [];
  answers = 0;
  states = 0;
  readonly #store: Store;
  readonly #url: string;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(store: Store, url: string) {
    this.#store = store;
    this.#url = url;
  }

  start(): void {
    this.#running = Promise.all([this.#repeat(() => this.#ask()), this.#repeat(() => this.#look())]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #repeat(work: () => Promise<void>): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await work();
      await delay(20);
    }
  }

  async #ask(): Promise<void> {
    const response = await fetch(`${this.#url}/scores/alerts/latest`);
    const body: unknown = await response.json();
    if (response.status === 503) return;
    const { data } = answer.safeParse(body);
    const ids = new Set(data?.scores.map(({ alert_id }) => alert_id));
    if (data === undefined || ids.size !== data.total_alerts)
      this.violations.push({ status: response.status, body });
    this.answers += 1;
  }

  async #look(): Promise<void> {
    try {
      this.violations.push(...(await partialStates(this.#store)));
      this.states += 1;
    } catch (error) {
      // The engine is dead or coming back; what it must not do is answer wrongly.
      if (!(error instanceof NeuronError && error.severity === "retryable")) this.violations.push(error);
    }
  }
}
