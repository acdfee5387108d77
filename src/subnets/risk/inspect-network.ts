import { z } from "zod";
import type { Database } from "../../store/database.ts";
import { alertLabelSummary } from "./features/labels.ts";
import { acceptedBatches } from "./ingest/ledger.ts";

/** What there is to learn and to score from. */
export interface DataInspection {
  /** The processing dates of the accepted batches, oldest first. */
  readonly batchDates: readonly string[];
  /** Alerts with a label in the newest batch, and those of high or critical risk among them. */
  readonly labels: { readonly samples: number; readonly positive: number };
}

const everyDate = { from: "1970-01-01", to: "2149-06-06" };

const summaryRow = z.object({ samples: z.number(), positive: z.number() });

/** Returns what was ingested for a window, and how its labels are balanced. Throws as `Database.rows` does. */
export async function inspectData(database: Database, windowDays: number): Promise<DataInspection> {
  const batches = await acceptedBatches(database, windowDays, everyDate);
  const newest = batches.at(-1);
  const labels =
    newest === undefined
      ? undefined
      : await database.findRow(summaryRow, alertLabelSummary, { params: { batches: [newest.batchId] } });
  return {
    batchDates: batches.map(({ processingDate }) => processingDate),
    labels: labels ?? { samples: 0, positive: 0 },
  };
}
