import type { BoundColumn, ColumnBinding } from "./bind-columns.ts";
import type { ColumnContract, TableContract } from "./table-contract.ts";

/**
 * Returns the INSERT that takes a Parquet file as its body. It binds `batch` and, where a column stands in for an
 * absent one, `network`.
 *
 * @param deduplicate whether rows with one key are reduced to the preferred one, which needs all rows in memory
 */
export function loadStatement(
  contract: TableContract,
  { bound, absent }: ColumnBinding,
  deduplicate: boolean,
): string {
  const standIns = absent.filter(({ whenAbsent }) => whenAbsent === "network");
  const targets = [
    "batch_id",
    ...bound.map(({ column }) => column.name),
    ...standIns.map(({ name }) => name),
  ];
  const values = ["{batch:String}", ...bound.map(valueOf), ...standIns.map(() => "{network:String}")];
  const structure = bound.map(({ column, reading }) => `${column.name} ${reading.inputType}`).join(", ");
  return [
    `INSERT INTO ${contract.rawTable} (${targets.join(", ")})`,
    `SELECT ${values.join(", ")}`,
    `FROM input('${structure}')`,
    ...(deduplicate ? [onePerKey(contract, absent)] : []),
    "FORMAT Parquet",
  ].join("\n");
}

/** The strict reading of Parquet: neither a missing column nor a NULL becomes a zero. */
export const strictParquet = {
  input_format_parquet_allow_missing_columns: 0,
  input_format_null_as_default: 0,
} as const;

function valueOf({ column: { name, type, lowerCase }, reading }: BoundColumn): string {
  if (lowerCase === true) return `lower(${name})`;
  return reading.narrowing ? `accurateCast(${name}, '${type}')` : name;
}

/** A preference for a column that the file lacks prefers nothing. */
function onePerKey({ key, preference }: TableContract, absent: readonly ColumnContract[]): string {
  const missing = new Set(absent.map(({ name }) => name));
  const order = [...key, ...preference].filter((term) => !missing.has(term.split(" ", 1)[0] ?? term));
  return `ORDER BY ${order.join(", ")} LIMIT 1 BY ${key.join(", ")}`;
}
