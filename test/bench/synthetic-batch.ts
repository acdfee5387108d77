import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Database } from "../../src/store/database.ts";
import type { BatchKey } from "../../src/subnets/risk/batch.ts";
import { contracts } from "../../src/subnets/risk/ingest/contracts.ts";
import type { ColumnContract, TableContract } from "../../src/subnets/risk/ingest/table-contract.ts";

export interface BatchSize {
  readonly alerts: number;
  readonly addresses: number;
  readonly clusters: number;
  readonly moneyFlows: number;
  readonly addressLabels: number;
}

/**
 * Writes a batch of any size in the producer's layout: random values of every column's type and range, made by the
 * database from row numbers, so that the same size always gives the same batch.
 */
export async function writeSyntheticBatch(
  database: Database,
  { directory, key, size }: { directory: string; key: BatchKey; size: BatchSize },
): Promise<void> {
  const snapshot = join(directory, "snapshots", key.network, key.processingDate, String(key.windowDays));
  const labels = join(directory, "address-labels");
  await mkdir(snapshot, { recursive: true });
  await mkdir(labels, { recursive: true });
  const tables = [
    { name: "alerts", rows: size.alerts, path: join(snapshot, "alerts.parquet") },
    { name: "features", rows: size.addresses, path: join(snapshot, "features.parquet") },
    { name: "clusters", rows: size.clusters, path: join(snapshot, "clusters.parquet") },
    { name: "money_flows", rows: size.moneyFlows, path: join(snapshot, "money_flows.parquet") },
    {
      name: "address_labels",
      rows: size.addressLabels,
      path: join(labels, `${key.network}_address_labels.parquet`),
    },
  ] as const;
  for (const { name, rows, path } of tables) {
    const sql = syntheticRows(contracts[name], key, { rows, addresses: size.addresses });
    await database.save(sql, path);
  }
  const hashes = await Promise.all(
    tables.map(async ({ name, path }) => [`${name}.parquet`, await sha256(path)] as const),
  );
  const meta = {
    schema_version: "1.0.0",
    batch_id: `${key.network}-${key.processingDate}-${key.windowDays}d`,
    network: key.network,
    processing_date: key.processingDate,
    window_days: key.windowDays,
    generated_at: `${key.processingDate}T00:45:00.000000Z`,
    counts: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
    sha256: Object.fromEntries(hashes),
  };
  await writeFile(join(snapshot, "META.json"), JSON.stringify(meta));
}

function syntheticRows(
  contract: TableContract,
  key: BatchKey,
  count: { rows: number; addresses: number },
): string {
  const columns = contract.columns.map(
    (column) => `${expression(column, key, count.addresses)} AS ${column.name}`,
  );
  return `SELECT ${columns.join(", ")} FROM numbers(${count.rows}) FORMAT Parquet
    SETTINGS output_format_parquet_compression_method = 'snappy', output_format_parquet_string_as_string = 1`;
}

/** Columns whose values must fit together across rows or tables. */
function special(name: string, addresses: number): string | undefined {
  const address = (number: string) => `concat('5', lower(hex(MD5(toString((${number}) % ${addresses})))))`;
  switch (name) {
    case "alert_id":
    case "primary_alert_id":
      return "lower(hex(MD5(concat('alert', toString(number)))))";
    case "cluster_id":
      return "concat('cluster_', toString(number))";
    case "address":
      return address("number");
    case "from_address":
      return address("number");
    case "to_address":
      return address(`number + 1 + intDiv(number, ${addresses})`);
    case "related_alert_ids":
      return "[lower(hex(MD5(concat('alert', toString(number)))))]";
    case "addresses_involved":
      return `[${address("number")}]`;
    case "hourly_activity":
    case "hourly_pattern":
      return "arrayMap(slot -> toUInt16(cityHash64(number, slot) % 9), range(24))";
    case "daily_activity":
    case "weekly_pattern":
      return "arrayMap(slot -> toUInt16(cityHash64(number, slot) % 30), range(7))";
    case "typology_type":
      return "['STRUCTURING', 'RAPID_FANOUT', 'LAYERING_PATH'][1 + number % 3]";
    case "label":
      return "'label'";
    default:
      return undefined;
  }
}

function expression(column: ColumnContract, key: BatchKey, addresses: number): string {
  const { name, type, check } = column;
  if (name === "network") return `'${key.network}'`;
  if (name === "processing_date") return `toDate32('${key.processingDate}')`;
  if (name === "window_days") return `toUInt16(${key.windowDays})`;
  if (check === "riskLevel")
    return "['low', 'medium', 'high', 'critical'][1 + cityHash64(number, 'risk') % 4]";
  return special(name, addresses) ?? randomValue(type, cityHash(name));
}

function randomValue(type: ColumnContract["type"], hash: string): string {
  switch (type) {
    case "String":
      return `concat('text ', toString(${hash} % 1000))`;
    case "Bool":
      return `toBool(${hash} % 2)`;
    case "Float32":
    case "Float64":
      return `to${type}((${hash} % 1000000) / 1000000)`;
    case "Decimal128(18)":
      return `toDecimal128((${hash} % 100000000) / 1000, 18)`;
    case "Array(String)":
      return `['one', toString(${hash} % 10)]`;
    case "Array(UInt16)":
      return `[toUInt16(${hash} % 10)]`;
    case "Date":
      return "today()";
    case "UInt8":
    case "UInt16":
    case "UInt32":
    case "UInt64":
      return `to${type}(${hash} % 200)`;
  }
}

function cityHash(column: string): string {
  return `cityHash64(number, '${column}')`;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
