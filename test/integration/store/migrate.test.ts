import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { silentLogger } from "../../../src/lib/logger.ts";
import type { Database } from "../../../src/store/database.ts";
import { migrate } from "../../../src/store/migrations/migrate.ts";
import { readSchemaFiles, schemaDirectory } from "../../../src/store/migrations/schema-files.ts";
import { emptyTestDatabase } from "../../support/engine.ts";
import { codeOf } from "../../support/errors.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe(migrate.name, () => {
  let directory: string;
  let database: Database;
  let dispose: () => Promise<void>;

  beforeEach(async () => {
    directory = await makeTempDir();
    await writeSchema("001_first.sql", `${createTable("one")}; -- then;\n${createTable("two")};`);
    ({ database, dispose } = await emptyTestDatabase());
  });

  afterEach(async () => {
    await dispose();
    await removeTempDir(directory);
  });

  it("brings the program's own schema into an empty database, and does nothing the second time", async () => {
    const names = (await readSchemaFiles(schemaDirectory)).map(({ name }) => name);
    expect(await run(schemaDirectory)).to.deep.equal(names);
    expect(await run(schemaDirectory)).to.deep.equal([]);
    expect(await tables()).to.include.members([
      "raw_alerts",
      "alert_scores",
      "batch_metadata",
      "schema_migrations",
    ]);
  });

  it("applies what was added since, and keeps the rows", async () => {
    await run();
    await database.insertRows("one", [{ x: 1 }]);
    await writeSchema("002_second.sql", "ALTER TABLE one ADD COLUMN IF NOT EXISTS y String DEFAULT 'new'");
    expect(await run()).to.deep.equal(["002_second.sql"]);
    const row = await database.findRow(z.object({ x: z.number(), y: z.string() }), "SELECT x, y FROM one");
    expect(row).to.deep.equal({ x: 1, y: "new" });
  });

  it("writes down what it applied, and when", async () => {
    await run();
    const ledger = await database.rows(
      z.object({ version: z.number(), name: z.string(), applied_at: z.string() }),
      "SELECT version, name, applied_at FROM schema_migrations",
    );
    expect(ledger).to.deep.equal([
      { version: 1, name: "001_first.sql", applied_at: "2025-08-01 00:00:00.000" },
    ]);
  });

  it("refuses an edited file and a newer database, and changes nothing", async () => {
    await writeSchema("002_second.sql", createTable("three"));
    await run();
    await writeSchema("002_second.sql", createTable("four"));
    await writeSchema("003_third.sql", createTable("five"));
    expect(await codeOf(run())).to.equal("SCHEMA_REFUSED");
    const older = await makeTempDir();
    await writeFile(join(older, "001_first.sql"), (await readSchemaFiles(directory))[0]?.sql ?? "");
    expect(await codeOf(run(older))).to.equal("SCHEMA_REFUSED");
    await removeTempDir(older);
    expect(await tables()).to.have.members(["one", "two", "three", "schema_migrations"]);
  });

  it("finishes what was left undone between two statements", async () => {
    await database.command(createTable("one"));
    expect(await run()).to.deep.equal(["001_first.sql"]);
    expect(await tables()).to.have.members(["one", "two", "schema_migrations"]);
  });

  it("leaves a file whose statement fails out of the ledger", async () => {
    await writeSchema(
      "002_second.sql",
      `${createTable("three")}; CREATE TABLE IF NOT EXISTS bad (x Nonsense)`,
    );
    expect(await codeOf(run())).to.equal("STORE_QUERY_FAILED");
    await writeSchema("002_second.sql", createTable("three"));
    expect(await run()).to.deep.equal(["002_second.sql"]);
  });

  it("may be done by several at once", async () => {
    await Promise.all([run(schemaDirectory), run(schemaDirectory), run(schemaDirectory)]);
    expect(await run(schemaDirectory)).to.deep.equal([]);
  });

  function run(from = directory): Promise<string[]> {
    const deps = { database, clock: new FakeClock(), logger: silentLogger() };
    return migrate(deps, { directory: from, signal: new AbortController().signal });
  }

  async function writeSchema(name: string, sql: string): Promise<void> {
    await writeFile(join(directory, name), sql);
  }

  async function tables(): Promise<string[]> {
    const rows = await database.rows(z.object({ name: z.string() }), "SHOW TABLES");
    return rows.map(({ name }) => name);
  }
});

function createTable(name: string): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (x UInt8) ENGINE = MergeTree ORDER BY x`;
}
