import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect } from "chai";
import { z } from "zod";
import { Database } from "../../../src/store/database.ts";
import { emptyTestDatabase } from "../../support/engine.ts";
import { codeOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe(Database.name, () => {
  let database: Database;
  let dispose: () => Promise<void>;

  before(async () => {
    ({ database, dispose } = await emptyTestDatabase());
    await database.command(
      "CREATE TABLE numbers (number UInt64, text String) ENGINE = MergeTree ORDER BY number",
    );
  });

  after(() => dispose());

  afterEach(() => database.command("TRUNCATE TABLE numbers"));

  it("binds parameters on the server, whatever is in them", async () => {
    const row = await database.findRow(
      z.object({ text: z.string(), day: z.string(), window: z.number(), ids: z.array(z.string()) }),
      "SELECT {text:String} AS text, {day:Date} AS day, {window:UInt16} AS window, {ids:Array(String)} AS ids",
      { params: { text: "it's; DROP\n`x` \\ ü", day: "2025-08-01", window: 195, ids: ["a'b", "c,]d", ""] } },
    );
    expect(row).to.deep.equal({
      text: "it's; DROP\n`x` \\ ü",
      day: "2025-08-01",
      window: 195,
      ids: ["a'b", "c,]d", ""],
    });
  });

  it("binds numbers, truths and control characters", async () => {
    const row = await database.findRow(
      z.object({ share: z.number(), yes: z.boolean(), no: z.boolean(), text: z.string() }),
      "SELECT {share:Float64} AS share, {yes:Bool} AS yes, {no:Bool} AS no, {text:String} AS text",
      { params: { share: 0.1, yes: true, no: false, text: "\t\r\n&=%+" } },
    );
    expect(row).to.deep.equal({ share: 0.1, yes: true, no: false, text: "\t\r\n&=%+" });
  });

  it("returns every row as the schema parses it, 64-bit integers as numbers", async () => {
    const rows = await database.rows(
      z.object({ n: z.number() }),
      "SELECT number AS n FROM system.numbers LIMIT 3 -- three",
    );
    expect(rows).to.deep.equal([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  it("refuses rows of another shape", async () => {
    const query = database.rows(z.object({ n: z.string() }), "SELECT 1 AS n");
    expect(await codeOf(query)).to.equal("STORE_QUERY_FAILED");
  });

  it("finds the first row of many and nothing in none", async () => {
    const row = z.object({ n: z.number() });
    expect(await database.findRow(row, "SELECT number AS n FROM system.numbers LIMIT 5")).to.deep.equal({
      n: 0,
    });
    expect(await database.findRow(row, "SELECT 1 AS n WHERE 0")).to.equal(undefined);
  });

  it("inserts a streamed body as it comes, without holding it", async () => {
    const rows = 300_000;
    const before = process.memoryUsage().rss;
    let highest = before;
    function* lines() {
      for (let number = 0; number < rows; number++) {
        if (number % 10_000 === 0) highest = Math.max(highest, process.memoryUsage().rss);
        yield Buffer.from(`{"number":${number},"text":"${"x".repeat(1_000)}"}\n`);
      }
    }
    const body = Readable.from(lines(), { objectMode: false });
    await database.insert("INSERT INTO numbers FORMAT JSONEachRow", body);
    expect(await count(database)).to.equal(rows);
    expect(highest - before).to.be.below(150_000_000);
  });

  it("inserts bytes and objects, and no objects at all", async () => {
    await database.insert("INSERT INTO numbers FORMAT CSV", Buffer.from('1,"one"\n2,"two"\n'));
    await database.insertRows("numbers", [{ number: 3, text: "three\nlines" }]);
    await database.insertRows("numbers", []);
    expect(await count(database)).to.equal(3);
  });

  it("tells why an insert was refused, also when the server hangs up on the rest of the body", async () => {
    const endless = Readable.from(repeat(Buffer.alloc(65_536, "x"), 2_000), { objectMode: false });
    const insert = database.insert("INSERT INTO absent FORMAT TSV", endless);
    expect(await codeOf(insert)).to.equal("STORE_QUERY_FAILED");
  });

  it("fails when the body fails, and leaves no rows", async () => {
    const broken = Readable.from(failAfter(1_000), { objectMode: false });
    expect(await codeOf(database.insert("INSERT INTO numbers FORMAT CSV", broken))).to.equal(
      "STORE_UNAVAILABLE",
    );
    expect(await count(database)).to.equal(0);
  });

  it("throws when a query fails after it has answered a part", async () => {
    const sql =
      "SELECT throwIf(number = 2000000), repeat('x', 50) FROM system.numbers LIMIT 3000000 FORMAT TSV";
    expect(await codeOf(database.bytes(sql))).to.equal("STORE_QUERY_FAILED");
  });

  describe("saving to a file", () => {
    let directory: string;

    before(async () => {
      directory = await makeTempDir();
    });

    after(() => removeTempDir(directory));

    it("writes the whole answer, its parameters bound", async () => {
      const path = join(directory, "numbers.tsv");
      const sql = "SELECT number + {first:UInt32} FROM system.numbers LIMIT 100000 FORMAT TSV";
      await database.save(sql, path, { params: { first: 7 } });
      const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
      expect([lines.length, lines[0], lines.at(-1)]).to.deep.equal([100_000, "7", "100006"]);
    });

    it("throws what the server refuses", async () => {
      const path = join(directory, "failed.tsv");
      expect(await codeOf(database.save("SELECT nonsense FORMAT TSV", path))).to.equal("STORE_QUERY_FAILED");
    });

    it("throws when the server breaks off after a part of the answer", async () => {
      const path = join(directory, "part.tsv");
      const failing = "SELECT throwIf(number = 2000000), repeat('x', 50) FROM system.numbers FORMAT TSV";
      expect(await codeOf(database.save(failing, path))).to.equal("STORE_UNAVAILABLE");
    });

    it("throws when the file cannot be written", async () => {
      const path = join(directory, "no-such-directory", "rows");
      expect(await codeOf(database.save("SELECT 1 FORMAT TSV", path))).to.equal("STORE_UNAVAILABLE");
    });

    it("ends the query on the server when its signal fires", async () => {
      const cancel = new AbortController();
      const sql = "SELECT count() FROM system.numbers WHERE NOT ignore('slow save') FORMAT TSV";
      const saving = database.save(sql, join(directory, "slow"), { signal: cancel.signal });
      await until(async () => (await running(database, "slow save")) === 1);
      cancel.abort();
      expect(await codeOf(saving)).to.equal("CANCELLED");
      await until(async () => (await running(database, "slow save")) === 0);
    });
  });

  it("refuses to write in a read", async () => {
    const query = database.bytes("INSERT INTO numbers SELECT 1, 'one'");
    expect(await codeOf(query)).to.equal("STORE_QUERY_FAILED");
  });

  it("ends a read on the server when its signal fires", async () => {
    const cancel = new AbortController();
    const query = database.bytes(
      "SELECT count() FROM system.numbers WHERE NOT ignore('slow read') FORMAT TSV",
      {
        signal: cancel.signal,
      },
    );
    await until(async () => (await running(database, "slow read")) === 1);
    cancel.abort();
    expect(await codeOf(query)).to.equal("CANCELLED");
    await until(async () => (await running(database, "slow read")) === 0);
  });

  it("has ended a write on the server when its cancellation is thrown", async () => {
    const cancel = new AbortController();
    const command = database.command(
      "INSERT INTO numbers SELECT number, 'slow write' FROM system.numbers WHERE number % 1000000000 = 999999999",
      { signal: cancel.signal },
    );
    await until(async () => (await running(database, "slow write")) === 1);
    cancel.abort();
    expect(await codeOf(command)).to.equal("CANCELLED");
    expect(await running(database, "slow write")).to.equal(0);
  });

  it("refuses to begin when its signal has fired", async () => {
    const query = database.bytes("SELECT 1 FORMAT TSV", { signal: AbortSignal.abort() });
    expect(await codeOf(query)).to.equal("CANCELLED");
  });

  it("is reachable", async () => {
    expect(await database.isReachable()).to.equal(true);
  });
});

async function count(database: Database): Promise<number | undefined> {
  const row = await database.findRow(z.object({ n: z.number() }), "SELECT count() AS n FROM numbers");
  return row?.n;
}

/** Returns how many queries run whose text holds this one, beside the one that asks. */
async function running(database: Database, text: string): Promise<number> {
  const row = await database.findRow(
    z.object({ n: z.number() }),
    "SELECT count() AS n FROM system.processes WHERE position(query, {text:String}) > 0 AND query_id != queryID()",
    { params: { text } },
  );
  return row?.n ?? 0;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

function* repeat(chunk: Buffer, times: number): Generator<Buffer> {
  for (let time = 0; time < times; time++) yield chunk;
}

function* failAfter(lines: number): Generator<Buffer> {
  for (let line = 0; line < lines; line++) yield Buffer.from(`${line},"x"\n`);
  throw new Error("The source broke");
}
