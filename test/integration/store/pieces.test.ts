import { expect } from "chai";
import type { Database } from "../../../src/store/database.ts";
import { readPieces } from "../../../src/store/transfer/piece.ts";
import { testDatabase, type TestDatabase } from "../../support/engine.ts";

const never = new AbortController().signal;

describe(readPieces.name, () => {
  let store: TestDatabase;

  before(async () => {
    store = await testDatabase();
  });
  after(() => store.dispose());

  it("has a digest for rows without a value in some column, which tells them apart", async () => {
    const { database } = store;
    await database.insertRows("grades", [createGrade("constant_scores")]);
    const one = await digestOfGrades(database);
    await database.command(
      "ALTER TABLE grades UPDATE verdict = 'graded' WHERE 1 SETTINGS mutations_sync = 1",
    );
    const changed = await digestOfGrades(database);
    expect(changed).to.not.equal(one);
    await database.insertRows("grades", [createGrade("another")]);
    expect(await digestOfGrades(database)).to.not.equal(changed);
  });
});

async function digestOfGrades(database: Database): Promise<string | undefined> {
  const pieces = await readPieces(database, never);
  return pieces.find(({ table }) => table === "grades")?.digest;
}

function createGrade(verdict: string) {
  return {
    processing_date: "2025-08-01",
    window_days: 195,
    publication_id: "p",
    graded_at: "2025-09-01 00:00:00.000",
    verdict,
    final: null,
    tier2: 0.5,
    tier3: null,
    evolution: null,
    grade_json: "{}",
  };
}
