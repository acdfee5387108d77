import { expect } from "chai";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { planMigrations } from "../../../../src/store/migrations/plan.ts";
import type { SchemaFile } from "../../../../src/store/migrations/schema-files.ts";

describe(planMigrations.name, () => {
  const files = [createFile(1), createFile(2), createFile(3)];

  it("plans every file for a fresh database and none for a current one", () => {
    expect(planMigrations("torus_db", files, [])).to.deep.equal(files);
    expect(planMigrations("torus_db", files, files)).to.deep.equal([]);
  });

  it("plans the rest, in order, also when a ledger line is there twice", () => {
    expect(planMigrations("torus_db", files, [createFile(1), createFile(1)])).to.deep.equal(files.slice(1));
  });

  it("refuses a file that was changed after it was applied, naming it", () => {
    expect(() => planMigrations("torus_db", files, [createFile(1), { ...createFile(2), checksum: "other" }]))
      .to.throw(NeuronError, "002_file.sql")
      .with.property("code", "SCHEMA_REFUSED");
  });

  it("refuses a database that a newer program has migrated, naming what it does not know", () => {
    expect(() => planMigrations("torus_db", files, [...files, createFile(4)]))
      .to.throw(NeuronError, "004_file.sql")
      .with.property("code", "SCHEMA_REFUSED");
  });
});

function createFile(version: number): SchemaFile {
  return { version, name: `00${version}_file.sql`, sql: "SELECT 1", checksum: `checksum ${version}` };
}
