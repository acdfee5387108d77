import { expect } from "chai";
import type { Database } from "../../../src/store/database.ts";
import { scoreDistribution } from "../../../src/subnets/risk/models/drift.ts";
import { readPublications, type Publication } from "../../../src/subnets/risk/publication.ts";
import { readTrackRecord } from "../../../src/subnets/risk/serve/track-record.ts";
import { TrackRecords } from "../../../src/subnets/risk/serve/track-records.ts";
import { NeuronError } from "../../../src/lib/errors.ts";
import { testDatabase } from "../../support/engine.ts";
import { createCard, createRun, publishRun, registerModel } from "../../support/published.ts";
import { codeOf } from "../../support/errors.ts";

const windowDays = 195;
const network = "torus";

describe(readTrackRecord.name, () => {
  let store: Awaited<ReturnType<typeof testDatabase>>;
  let newest: Publication | undefined;

  before(async () => {
    store = await testDatabase();
    const { database } = store;
    await registerModel(database, createValidatedCard(), 1_000);
    await registerModel(database, createCard("alert_scorer", { model_id: "baseline" }), 1_000);
    await publishRun(database, createRun());
    [newest] = await readPublications(network, database);
    await database.insertRows("grades", [
      createGrade({ processing_date: "2025-09-01", graded_at: "2025-10-01 00:00:00.000", final: 0.4 }),
      createGrade({ processing_date: "2025-09-01", graded_at: "2025-10-02 00:00:00.000", final: 0.8 }),
      createGrade({ processing_date: "2025-10-30", verdict: "flat_period", final: null, evolution: null }),
      createGrade({ processing_date: "2025-10-29", window_days: 30 }),
    ]);
  });
  after(() => store.dispose());

  it("has the last grade of each date of the window, the newest date first", async () => {
    const { grades } = await readTrackRecord(store.database, { windowDays, newest });
    expect(
      grades.map(({ processingDate, verdict, final }) => ({ processingDate, verdict, final })),
    ).to.deep.equal([
      { processingDate: "2025-10-30", verdict: "flat_period", final: undefined },
      { processingDate: "2025-09-01", verdict: "graded", final: 0.8 },
    ]);
  });

  it("has the calibration of every model that was validated, and of no formula", async () => {
    const { calibrations } = await readTrackRecord(store.database, { windowDays, newest });
    const { model_version: version, trained_at } = createValidatedCard();
    expect(calibrations).to.deep.equal([
      { version, trainedAtMs: Date.parse(trained_at), error: 0.04, brier: undefined, grade: 0.7 },
    ]);
  });

  it("measures the drift of the newest publication against its own model's training", async () => {
    const { drift } = await readTrackRecord(store.database, { windowDays, newest });
    expect(drift?.processingDate).to.equal("2025-10-30");
    // Thirty equal scores where the model's were spread evenly.
    expect(drift?.stability).to.be.above(1);
    expect(drift?.byChance).to.be.within(0.2, 0.5);
  });

  it("has no drift where nothing is published", async () => {
    const { drift } = await readTrackRecord(store.database, { windowDays, newest: undefined });
    expect(drift).to.equal(undefined);
  });

  describe(TrackRecords.name, () => {
    it("reads again only what has changed", async () => {
      const counting = new CountingDatabase(store.database);
      const records = new TrackRecords(new Map([[network, counting]]));
      const first = await records.read(network, { windowDays, newest });
      const asked = counting.queries;
      expect(await records.read(network, { windowDays, newest })).to.equal(first);
      expect(counting.queries).to.equal(asked + 1);
      await store.database.insertRows("grades", [createGrade({ processing_date: "2025-09-02" })]);
      const second = await records.read(network, { windowDays, newest });
      expect(second.grades.length).to.equal(first.grades.length + 1);
    });

    it("gives the last record while the database is away, and hides no other failure", async () => {
      const database = new CountingDatabase(store.database);
      const records = new TrackRecords(new Map([[network, database]]));
      const known = await records.read(network, { windowDays, newest });
      database.failure = new NeuronError("STORE_UNAVAILABLE", "away");
      expect(await records.read(network, { windowDays, newest })).to.equal(known);
      database.failure = new NeuronError("STORE_QUERY_FAILED", "odd");
      expect(await codeOf(records.read(network, { windowDays, newest }))).to.equal("STORE_QUERY_FAILED");
    });
  });
});

/** A database that counts what it is asked, and fails when it is told to. */
class CountingDatabase {
  queries = 0;
  failure: NeuronError | undefined;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  rows: Database["rows"] = (...args) => this.#asked(() => this.#database.rows(...args));
  findRow: Database["findRow"] = (...args) => this.#asked(() => this.#database.findRow(...args));
  chunks: Database["chunks"] = (...args) => this.#database.chunks(...args);
  isReachable: Database["isReachable"] = () => this.#database.isReachable();

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    this.queries += 1;
    if (this.failure !== undefined) throw this.failure;
    return ask();
  }
}

function createValidatedCard() {
  const spread = scoreDistribution(Float64Array.from({ length: 1_000 }, (_, at) => at / 1_000));
  if (spread === undefined) throw new Error("There are scores");
  return createCard("alert_scorer", {
    validation: {
      kind: "walk-forward",
      folds: [],
      grade: 0.7,
      grade_by_date: { "2025-09-01": 0.7 },
      pr_auc: 0.5,
      brier: null,
      calibration_error: 0.04,
      search: null,
    },
    score_distribution: spread,
  });
}

function createGrade(overrides: Readonly<Record<string, unknown>>) {
  return {
    processing_date: "2025-09-01",
    window_days: windowDays,
    publication_id: "run-1",
    graded_at: "2025-10-31 00:00:00.000",
    verdict: "graded",
    final: 0.8,
    tier2: 0.9,
    tier3: 0.75,
    evolution: 0.7,
    grade_json: "{}",
    ...overrides,
  };
}
