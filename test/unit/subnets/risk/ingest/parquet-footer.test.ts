import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { afterEach, beforeEach, describe, it } from "mocha";
import { readFooter } from "../../../../../src/subnets/risk/ingest/parquet-footer.ts";
import { createTable, encodeTable, testKey, withColumns } from "../../../../support/batch-files.ts";
import { makeTempDir, removeTempDir } from "../../../../support/temp-dir.ts";

describe(readFooter.name, () => {
  let directory: string;
  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(() => removeTempDir(directory));

  it("reads the rows and the kind of every column", async () => {
    const footer = await footerOf(encodeTable(createTable("alerts", testKey, 5)));
    expect(footer.rows).to.equal(5);
    expect(footer.columns.get("window_days")).to.deep.equal({ kind: "integer", signed: false, bits: 16 });
    expect(footer.columns.get("processing_date")).to.deep.equal({ kind: "date" });
    expect(footer.columns.get("alert_id")).to.deep.equal({ kind: "text" });
    expect(footer.columns.get("volume_usd")).to.deep.equal({ kind: "decimal", precision: 38, scale: 18 });
    expect(footer.columns.get("risk_indicators")).to.deep.equal({ kind: "list", element: { kind: "text" } });
    expect([...footer.columns.keys()].slice(-2)).to.deep.equal(["evidence_json", "risk_indicators"]);
  });

  it("tells signed integers from unsigned ones", async () => {
    const edit = withColumns({ total_alerts: { storage: "int64", values: [1n] } });
    const footer = await footerOf(encodeTable(edit(createTable("clusters", testKey, 1))));
    expect(footer.columns.get("total_alerts")).to.deep.equal({ kind: "integer", signed: true, bits: 64 });
  });

  it("reads a file without rows and columns", async () => {
    const footer = await footerOf(encodeTable([]));
    expect([footer.rows, footer.columns.size]).to.deep.equal([0, 0]);
  });

  for (const [name, bytes] of [
    ["nothing", Buffer.alloc(0)],
    ["a few bytes", Buffer.from("PAR1")],
    ["a web page", Buffer.from("\n <html></html>")],
    ["JSON", Buffer.from('{"error": "not found"}')],
    ["a footer longer than the file", Buffer.from("PAR1----\xff\xff\xff\x7fPAR1", "latin1")],
    ["a footer of nothing", Buffer.from("PAR1\0\0\0\0PAR1", "latin1")],
  ] as const) {
    it(`says what is wrong with ${name}`, async () => {
      expect(await readingOf(bytes))
        .to.have.property("fault")
        .that.is.a("string");
    });
  }

  it("never throws and never hangs, whatever bytes are changed or missing", async () => {
    const valid = encodeTable(createTable("clusters", testKey, 2));
    const damage = fc.record({
      from: fc.nat({ max: valid.length - 1 }),
      garbage: fc.uint8Array({ maxLength: 16 }),
      length: fc.nat({ max: valid.length }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ from, garbage, length }) => {
        const bytes = Buffer.from(valid);
        Buffer.from(garbage).copy(bytes, from);
        const reading = await readingOf(bytes.subarray(0, length));
        expect("fault" in reading || reading.footer.rows >= 0).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  async function readingOf(bytes: Buffer) {
    const path = join(directory, "file");
    await writeFile(path, bytes);
    return readFooter(path);
  }

  async function footerOf(bytes: Buffer) {
    const reading = await readingOf(bytes);
    if ("fault" in reading) throw new Error(reading.fault);
    return reading.footer;
  }
});
