import { createHash } from "node:crypto";
import type { BatchKey } from "../../subnets/risk/batch.ts";
import type { MetaForm } from "./settings.ts";

export interface Contents {
  readonly batch: BatchKey;
  /** Rows by table, as the files hold them. */
  readonly counts: Readonly<Record<string, number>>;
  /** The batch's own files by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The network's label file, unless there is none. */
  readonly labels?: Uint8Array;
}

/** Returns META.json in one of its three shapes (facts: aml-risk 1.2). */
export function describeContents(contents: Contents, form: MetaForm): string {
  const meta = { ...headOf(contents.batch), ...sections[form](contents) };
  return `${JSON.stringify(meta, null, 2)}\n`;
}

function headOf({ network, processingDate, windowDays }: BatchKey) {
  return {
    schema_version: "1.0.0",
    batch_id: `${network}-${processingDate}-${windowDays}d`,
    network,
    processing_date: processingDate,
    window_days: windowDays,
    generated_at: `${processingDate}T00:45:00.000000Z`,
  };
}

const sections: Readonly<Record<MetaForm, (contents: Contents) => object>> = {
  // What the exporter writes. The labels go by a name that no object has.
  exporter: ({ counts, files, labels }) => ({
    counts,
    sha256: mapValues(labels === undefined ? files : { ...files, "address_labels.parquet": labels }, sha256),
  }),
  // What the first miner reads.
  md5: ({ files }) => ({
    files: mapValues(files, (bytes) => ({ md5: createHash("md5").update(bytes).digest("hex") })),
  }),
  // What the validator's job reads, under the names of its tables.
  checksums: ({ files }) => ({
    files: Object.entries(files).map(([name, bytes]) => ({
      filename: `raw_${name}`,
      checksum: sha256(bytes),
    })),
  }),
};

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
