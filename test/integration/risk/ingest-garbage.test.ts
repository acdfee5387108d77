import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import { collectGarbage } from "../../../src/subnets/risk/ingest/garbage.ts";
import { acceptedBatch } from "../../../src/subnets/risk/ingest/ledger.ts";
import { NeuronError } from "../../../src/lib/errors.ts";
import { testKey, withColumns } from "../../support/batch-files.ts";
import { codeOf } from "../../support/errors.ts";
import { IngestFixture } from "./ingest-fixture.ts";

describe(collectGarbage.name, () => {
  let fixture: IngestFixture;
  const { signal } = new AbortController();
  beforeEach(async () => {
    fixture = await IngestFixture.create();
  });
  afterEach(() => fixture.dispose());

  it("drops what no ledger row names, in every table", async () => {
    const { batchId } = await accept(1);
    await leave("raw_alerts", "dead-1");
    await leave("raw_clusters", "it's \\ dead");
    await leave("raw_address_labels", "dead-1");
    await leave("address_values", "dead-2");
    expect(await collectGarbage(fixture.database, signal)).to.have.members([
      "dead-1",
      "dead-2",
      "it's \\ dead",
    ]);
    expect(await fixture.batchesWithValues()).to.deep.equal([batchId]);
    expect(await fixture.storedBatches("alerts")).to.deep.equal([batchId]);
    expect(await fixture.storedBatches("clusters")).to.deep.equal([batchId]);
    expect(await fixture.storedBatches("address_labels")).to.deep.equal([batchId]);
  });

  it("keeps the accepted batch of a date and the one before it, and drops older ones", async () => {
    const other = { ...testKey, processingDate: "2025-08-31" };
    await fixture.write({}, other);
    const { batchId: otherId } = await fixture.ingest({ key: other });
    const ids: string[] = [];
    for (const rows of [1, 2, 3, 4]) ids.push((await accept(rows)).batchId);
    expect(await fixture.storedBatches("features")).to.have.members([otherId, ...ids.slice(-2)]);
    expect(await fixture.batchesWithValues()).to.have.members([otherId, ...ids.slice(-2)]);
    expect(await collectGarbage(fixture.database, signal)).to.deep.equal([]);
  });

  it("is done before a load, so that a killed one leaves nothing", async () => {
    await leave("raw_alerts", "dead-1");
    const { batchId } = await accept(1);
    expect(await fixture.storedBatches("alerts")).to.deep.equal([batchId]);
  });

  it("leaves nothing of a load that was refused", async () => {
    const alerts = withColumns({ alert_confidence_score: { values: [NaN, 1, 1] } });
    await fixture.write({ tables: { alerts } });
    expect(await codeOf(fixture.ingest())).to.equal("BATCH_REJECTED");
    expect(await fixture.storedRows()).to.equal(0);
  });

  it("does not undo an acceptance when tidying up afterwards fails", async () => {
    await fixture.write();
    const { database } = fixture;
    let isAccepted = false;
    const failing: typeof database = Object.create(database, {
      insertRows: {
        value: async (...args: Parameters<typeof database.insertRows>) => {
          await database.insertRows(...args);
          isAccepted = true;
        },
      },
      insert: { value: database.insert.bind(database) },
      command: { value: database.command.bind(database) },
      rows: {
        value: (...args: Parameters<typeof database.rows>) =>
          isAccepted ? Promise.reject(new NeuronError("STORE_UNAVAILABLE", "gone")) : database.rows(...args),
      },
    }) as typeof database;
    const { batchId } = await fixture.ingest({ database: failing });
    expect(await acceptedBatch(database, testKey)).to.have.property("batchId", batchId);
    expect(fixture.logger.lines.map(({ level }) => level)).to.include("warn");
  });

  async function accept(alerts: number) {
    await fixture.write({ rows: { alerts } });
    return fixture.ingest();
  }

  /** Leaves a row behind as a load does that was killed. */
  async function leave(table: string, batchId: string): Promise<void> {
    await fixture.database.insertRows(table, [{ batch_id: batchId }]);
  }
});
