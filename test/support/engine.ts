import { randomUUID } from "node:crypto";
import { after } from "mocha";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { clusterSettings } from "../../src/store/cluster.ts";
import { DatabaseClients } from "../../src/store/clients.ts";
import { createDatabase } from "../../src/store/create-database.ts";
import { Database } from "../../src/store/database.ts";
import { Engine } from "../../src/store/engine/engine.ts";
import { migrate } from "../../src/store/migrations/migrate.ts";
import { schemaDirectory } from "../../src/store/migrations/schema-files.ts";
import { makeTempDir, removeTempDir } from "./temp-dir.ts";

/** A database of its own for one suite, with the whole schema. */
export interface TestDatabase {
  readonly database: Database;
  /** Drops it and closes its connections. */
  readonly dispose: () => Promise<void>;
}

export const testLimits = { maxReadSeconds: 60, maxWriteSeconds: 120 };
export const testEngineMemoryBytes = 2_000_000_000;
/** Names the data directory of the engine that the processes of one test run share. */
export const runEngineVariable = "NEURON_TEST_ENGINE";

let shared: Promise<Engine> | undefined;

/**
 * Returns the engine that all suites share: the one of the whole run where that has one, else one of this process,
 * started when first asked for.
 */
export async function testEngine(): Promise<Engine> {
  shared ??= shareEngine();
  return shared;
}

/** Starts an engine in the directory, or attaches to the one that runs there; the caller stops it. */
export async function startTestEngine(dataDir: string): Promise<Engine> {
  const engine = new Engine(
    { clock: systemClock(), logger: silentLogger() },
    { dataDir, maxMemoryBytes: testEngineMemoryBytes },
  );
  await engine.start(never);
  return engine;
}

/**
 * Returns a fresh database on the shared engine:
 *
 *     before(async () => { ({ database, dispose } = await testDatabase()); });
 *     after(() => dispose());
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { database, dispose } = await emptyTestDatabase();
  const deps = { database, clock: systemClock(), logger: silentLogger() };
  await migrate(deps, { directory: schemaDirectory, signal: never });
  return { database, dispose };
}

/** Returns a fresh database without any table. */
export async function emptyTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const system = await connect("system");
  await createDatabase(system.database, name, { cluster: undefined, signal: never });
  const own = await connect(name);
  return {
    database: own.database,
    dispose: async () => {
      await system.database.command(`DROP DATABASE ${name} SYNC`);
      await own.close();
      await system.close();
    },
  };
}

const never = new AbortController().signal;

async function connect(name: string): Promise<{ database: Database; close: () => Promise<void> }> {
  const clients = new DatabaseClients(await testEngine(), { database: name, requestTimeoutMs: 150_000 });
  const options = { limits: testLimits, settings: clusterSettings(undefined) };
  return { database: new Database(name, clients, options), close: () => clients.close() };
}

async function shareEngine(): Promise<Engine> {
  const ofWholeRun = process.env[runEngineVariable];
  const dataDir = ofWholeRun ?? (await makeTempDir());
  const engine = await startTestEngine(dataDir);
  // Of all suites that run in this process now, not of the one that asks first.
  after(async () => {
    shared = undefined;
    await engine.stop();
    if (ofWholeRun === undefined) await removeTempDir(dataDir);
  });
  return engine;
}
