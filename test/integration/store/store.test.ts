import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { systemClock } from "../../../src/lib/clock.ts";
import { NeuronError } from "../../../src/lib/errors.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import type { ServerSettings } from "../../../src/store/connection.ts";
import { openStore, Store, type StoreSettings } from "../../../src/store/store.ts";
import { testEngine, testEngineMemoryBytes, testLimits } from "../../support/engine.ts";
import { codeOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const never = new AbortController().signal;

describe(Store.name, () => {
  let dataDir: string;
  let stores: Store[];

  beforeEach(async () => {
    stores = [];
    dataDir = await makeTempDir();
  });

  afterEach(async () => {
    for (const store of stores) await store.stop();
    await removeTempDir(dataDir);
  });

  it("gives each network a migrated database of its own on the embedded engine", async () => {
    const store = await startStore();
    await store.database("torus").insertRows("trained_models", [{ model_id: "only torus" }]);
    const models = z.object({ n: z.number() });
    const count = "SELECT count() AS n FROM trained_models";
    expect(await store.database("torus").findRow(models, count)).to.deep.equal({ n: 1 });
    expect(await store.database("bittensor").findRow(models, count)).to.deep.equal({ n: 0 });
    expect((await store.engine?.findStatus())?.residentBytes).to.be.within(50_000_000, testEngineMemoryBytes);
  });

  it("finds the rows of the store before it", async () => {
    const first = await startStore();
    await first.database("torus").insertRows("trained_models", [{ model_id: "kept" }]);
    await first.stop();
    const next = await startStore();
    const row = await next
      .database("torus")
      .findRow(z.object({ model_id: z.string() }), "SELECT model_id FROM trained_models");
    expect(row).to.deep.equal({ model_id: "kept" });
  });

  it("uses a configured server, without an engine of its own", async () => {
    const database = `store_${createHash("sha256").update(dataDir).digest("hex").slice(0, 16)}`;
    const server = await sharedServer();
    const store = await startStore({ networks: [{ network: "torus", database, server }] });
    expect(store.engine).to.equal(undefined);
    await store.database("torus").bytes("SELECT * FROM raw_alerts FORMAT Null");
    await store.database("torus").command(`DROP DATABASE ${database} SYNC`);
  });

  it("fails to start on a server that denies the password or is not there", async () => {
    const server = await sharedServer();
    const networksOf = (changed: Partial<ServerSettings>) => ({
      networks: [{ network: "torus", database: "torus_db", server: { ...server, ...changed } }],
    });
    expect(await codeOf(startStore(networksOf({ password: "wrong" })))).to.equal("STORE_DENIED");
    expect(await codeOf(startStore(networksOf({ port: 1 })))).to.equal("STORE_UNAVAILABLE");
  });

  it("stops its engine when a schema is refused", async () => {
    const schemaDir = join(dataDir, "schema");
    await writeSchema(schemaDir);
    const store = createStore({ schemaDir });
    expect(await codeOf(store.start(never))).to.equal("SCHEMA_REFUSED");
    expect(await store.engine?.findStatus()).to.equal(undefined);
  });

  it("starts with tables that a deletion on a full disk left a file without content in", async () => {
    const store = await startStore();
    await store.stop();
    const tables = await directoriesIn(join(dataDir, "clickhouse", "store"));
    const directories = (await Promise.all(tables.map(directoriesIn))).flat();
    for (const table of directories) {
      const names = await readdir(table);
      if (names.includes("format_version.txt")) await writeFile(join(table, "mutation_19.txt"), "");
    }
    const row = z.object({ versions: z.number() });
    const restarted = await startStore();
    const count = "SELECT toUInt32(count()) AS versions FROM schema_migrations";
    expect((await restarted.database("torus").findRow(row, count))?.versions).to.be.greaterThan(0);
  });

  it("refuses a database name that would need quoting", async () => {
    const store = startStore({ networks: [{ network: "torus", database: "torus; DROP" }] });
    expect(await codeOf(store)).to.equal("CONFIG_INVALID");
  });

  it("knows the configured networks only", () => {
    expect(() => createStore().database("unheard"))
      .to.throw(NeuronError, "torus, bittensor")
      .with.property("code", "USAGE_INVALID");
  });

  function createStore(overrides: Partial<StoreSettings> = {}): Store {
    const settings: StoreSettings = {
      dataDir,
      engineMaxMemoryBytes: testEngineMemoryBytes,
      limits: testLimits,
      networks: [
        { network: "torus", database: "torus_db" },
        { network: "bittensor", database: "bittensor_db" },
      ],
      ...overrides,
    };
    const store = openStore(settings, { clock: systemClock(), logger: silentLogger() });
    stores.push(store);
    return store;
  }

  async function startStore(overrides: Partial<StoreSettings> = {}): Promise<Store> {
    const store = createStore(overrides);
    await store.start(never);
    return store;
  }
});

/** Returns the shared test engine as if an operator had configured it. */
async function sharedServer(): Promise<ServerSettings> {
  const { url, user, password } = await (await testEngine()).connection();
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port), user, password, secure: false };
}

async function writeSchema(directory: string): Promise<void> {
  await mkdir(directory);
  await writeFile(join(directory, "002_without_a_first.sql"), "SELECT 1");
}

async function directoriesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
}
