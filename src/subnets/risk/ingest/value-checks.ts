import type { ColumnContract, TableContract } from "./table-contract.ts";

/** The condition that every value of a column meets, in SQL and in words. */
export interface ColumnRule {
  readonly column: string;
  /** NULL, so neither kept nor broken, for a column that the producer no longer writes. */
  readonly condition: string;
  readonly demand: string;
}

/** Returns the rules of a table's columns. Their conditions bind `date`, `window` and `network`. */
export function rulesOf({ columns }: TableContract): readonly ColumnRule[] {
  return columns.flatMap((column) => {
    const rule = findRule(column);
    return rule === undefined ? [] : [{ column: column.name, ...rule }];
  });
}

/** Returns the scan that counts a loaded table's rows, its distinct keys and, per rule, the rows that break it. */
export function scanStatement(contract: TableContract): string {
  const broken = rulesOf(contract).map(({ condition }) => `countIf(NOT (${condition}))`);
  return [
    `SELECT count() AS rows, uniqExact(${contract.key.join(", ")}) AS keys,`,
    `[${broken.join(", ")}] AS broken`,
    `FROM ${contract.rawTable} WHERE batch_id = {batch:String}`,
  ].join("\n");
}

/** Returns the query for one row that breaks a rule: its key, and the value at fault. */
export function exampleStatement(contract: TableContract, { column, condition }: ColumnRule): string {
  return [
    `SELECT toString(${column}) AS value, [${contract.key.map((name) => `toString(${name})`).join(", ")}] AS key`,
    `FROM ${contract.rawTable} WHERE batch_id = {batch:String} AND NOT (${condition})`,
    `ORDER BY ${contract.key.join(", ")}`,
  ].join("\n");
}

function findRule(column: ColumnContract): Omit<ColumnRule, "column"> | undefined {
  const { name, type, check } = column;
  if (check === undefined) return undefined;
  switch (check) {
    case "finite":
      return { condition: `isFinite(${name})`, demand: "a finite number" };
    case "nonNegative":
      return type.startsWith("Float")
        ? { condition: `isFinite(${name}) AND ${name} >= 0`, demand: "a finite number of at least 0" }
        : { condition: `${name} >= 0`, demand: "at least 0" };
    case "fraction":
      return { condition: `${name} >= 0 AND ${name} <= 1`, demand: "between 0 and 1" };
    case "notEmpty":
      return { condition: `${name} != ''`, demand: "a text that is not empty" };
    case "riskLevel":
      return {
        condition: `${name} IN ('low', 'medium', 'high', 'critical')`,
        demand: "one of low, medium, high, critical",
      };
    case "ofBatch":
      return { condition: batchCondition(column), demand: "that of the batch" };
  }
}

function batchCondition({ name, type }: ColumnContract): string {
  if (type === "Date") return `${name} = {date:Date}`;
  return type === "UInt16" ? `${name} = {window:UInt16}` : `${name} = {network:String}`;
}
