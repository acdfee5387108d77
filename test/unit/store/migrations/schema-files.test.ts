import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { maskLiterals } from "../../../../src/store/migrations/mask-literals.ts";
import { readSchemaFiles, schemaDirectory } from "../../../../src/store/migrations/schema-files.ts";
import { splitStatements } from "../../../../src/store/migrations/split-statements.ts";
import { codeOf } from "../../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(readSchemaFiles.name, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });

  afterEach(() => removeTempDir(directory));

  it("reads the numbered files in order and nothing else", async () => {
    await writeFiles({ "002_b.sql": "SELECT 2", "001_a.sql": "SELECT 1", "README.md": "" });
    const checksum = createHash("sha256").update("SELECT 1").digest("hex");
    const files = await readSchemaFiles(directory);
    expect(files.map(({ name }) => name)).to.deep.equal(["001_a.sql", "002_b.sql"]);
    expect(files[0]).to.deep.equal({ version: 1, name: "001_a.sql", sql: "SELECT 1", checksum });
  });

  for (const [fault, names] of Object.entries({
    "a gap": ["001_a.sql", "003_c.sql"],
    "a number twice": ["001_a.sql", "001_b.sql"],
    "a file without a number": ["001_a.sql", "more.sql"],
  })) {
    it(`refuses ${fault}`, async () => {
      await writeFiles(Object.fromEntries(names.map((name) => [name, ""])));
      expect(await codeOf(readSchemaFiles(directory))).to.equal("SCHEMA_REFUSED");
    });
  }

  async function writeFiles(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(directory, name), sql);
  }
});

describe("the program's own schema", () => {
  it("can be applied again after a crash between any two statements", async () => {
    for (const { name, sql } of await readSchemaFiles(schemaDirectory)) {
      for (const statement of splitStatements(sql)) {
        const isRepeatable = /\bIF\s+(NOT\s+)?EXISTS\b/i.test(maskLiterals(statement));
        expect(isRepeatable, `${name}: ${statement}`).to.equal(true);
      }
    }
  });
});
