import type { Database } from "../../src/store/database.ts";

type Row = Readonly<Record<string, unknown>>;

/** A batch of test rows; what a row does not say is the column's default. */
export interface RawBatch {
  readonly id: string;
  readonly date: string;
  readonly windowDays?: number;
  /** The newest accepted batch of a window and date is the one that readers see. */
  readonly acceptedAt?: string;
  readonly alerts?: readonly Row[];
  readonly features?: readonly Row[];
  readonly flows?: readonly Row[];
  readonly labels?: readonly Row[];
}

/** Stores a batch and accepts it. */
export async function storeBatch(database: Database, batch: RawBatch): Promise<void> {
  const { id: batch_id, date: processing_date, windowDays: window_days = 195 } = batch;
  const common = { batch_id, processing_date, window_days };
  await insert(database, "raw_alerts", common, batch.alerts);
  await insert(database, "raw_features", common, batch.features);
  await insert(database, "raw_money_flows", common, batch.flows);
  await insert(database, "raw_address_labels", { batch_id }, batch.labels);
  const accepted_at = batch.acceptedAt ?? `${processing_date} 01:00:00.000`;
  await database.insertRows("ingestions", [{ ...common, accepted_at }]);
}

/** Stores labels of the operator's own, as if imported from one file, known since 2025-08-01. */
export async function storeOwnLabels(
  database: Database,
  labels: readonly { readonly address: string; readonly isRisky: boolean; readonly confidence: number }[],
): Promise<void> {
  const recorded_at = "2025-08-01 00:00:00.000";
  await database.insertRows("label_imports", [{ source: "mine", import_id: "i1", recorded_at }]);
  await database.insertRows(
    "custom_labels",
    labels.map(({ address, isRisky: is_risky, confidence }, line) => ({
      import_id: "i1",
      address,
      is_risky,
      confidence,
      known_since: "2025-08-01",
      line,
    })),
  );
}

async function insert(database: Database, table: string, common: Row, rows: readonly Row[] = []) {
  await database.insertRows(
    table,
    rows.map((row) => ({ ...common, ...row })),
  );
}
