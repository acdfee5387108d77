import { isProcessingDate } from "../batch.ts";
import { riskLevels } from "./risk-levels.ts";

/** One label of an operator's file. */
export interface CustomLabel {
  readonly address: string;
  readonly isRisky: boolean;
  /** As the file has it; empty where it says 0 or 1. */
  readonly riskLevel: string;
  /** In [0,1]; 1 where the file does not say. */
  readonly confidence: number;
  /** YYYY-MM-DD; undefined where the file does not say. */
  readonly knownSince: string | undefined;
}

/** Where the columns of a file stand. */
export type LabelColumns = Readonly<Partial<Record<ColumnName, number>>>;

/** A row or a header, or why it is none. */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

type ColumnName = (typeof columnNames)[number];

const columnNames = ["address", "label", "risk_level", "confidence", "known_since"] as const;
const addressPattern = /^[\x21-\x7e]{1,128}$/;

/**
 * Returns where the columns stand: `address`, then `label` (0 or 1) or `risk_level`, and if wanted `confidence` and
 * `known_since`, in any order. Other columns are not read.
 */
export function parseHeader(line: string): Parsed<LabelColumns> {
  const fields = splitFields(line.replace(/^\uFEFF/, ""));
  if (fields === undefined) return { problem: "the header has a quote without an end" };
  const names = fields.map((field) => field.trim().toLowerCase());
  const repeated = columnNames.find((name) => names.filter((given) => given === name).length > 1);
  if (repeated !== undefined) return { problem: `the header names ${repeated} twice` };
  const places = columnNames.map((name) => [name, names.indexOf(name)] as const);
  const columns: LabelColumns = Object.fromEntries(places.filter(([, place]) => place >= 0));
  if (columns.address === undefined) return { problem: "the header has no column address" };
  if (columns.label === undefined && columns.risk_level === undefined) {
    return { problem: "the header has neither a column label nor risk_level" };
  }
  return { value: columns };
}

/** Returns the label of a row, or why it is bad. A row with both kinds of label must not contradict itself. */
export function parseLabelRow(line: string, columns: LabelColumns): Parsed<CustomLabel> {
  const fields = splitFields(line);
  if (fields === undefined) return { problem: "a quote has no end" };
  const field = (name: ColumnName) => fields[columns[name] ?? -1]?.trim() ?? "";
  const address = field("address");
  if (!addressPattern.test(address)) return { problem: `"${address.slice(0, 40)}" is no address` };
  const risk = parseRisk(field("label"), field("risk_level").toLowerCase());
  if ("problem" in risk) return risk;
  const confidence = field("confidence") === "" ? 1 : Number(field("confidence"));
  if (!(confidence >= 0 && confidence <= 1)) {
    return { problem: `confidence "${field("confidence").slice(0, 40)}" is not from 0 to 1` };
  }
  const knownSince = field("known_since");
  if (knownSince !== "" && !isProcessingDate(knownSince)) {
    return { problem: `known_since "${knownSince.slice(0, 40)}" is no date YYYY-MM-DD` };
  }
  return {
    value: { address, ...risk.value, confidence, knownSince: knownSince === "" ? undefined : knownSince },
  };
}

function parseRisk(label: string, level: string): Parsed<Pick<CustomLabel, "isRisky" | "riskLevel">> {
  if (label === "" && level === "") return { problem: "there is no label" };
  if (label !== "" && label !== "0" && label !== "1")
    return { problem: `label "${label.slice(0, 40)}" is neither 0 nor 1` };
  const rank = riskLevels.findIndex((known) => known === level);
  if (level !== "" && rank < 0) {
    return { problem: `risk_level "${level.slice(0, 40)}" is none of ${riskLevels.join(", ")}` };
  }
  const isRisky = level === "" ? label === "1" : rank >= riskLevels.indexOf("high");
  if (label !== "" && isRisky !== (label === "1")) {
    return { problem: `label ${label} and risk_level ${level} contradict each other` };
  }
  return { value: { isRisky, riskLevel: level } };
}

/** Returns the fields of a line as RFC 4180 has them, or undefined when a quote has no end on it. */
function splitFields(line: string): string[] | undefined {
  const fields: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (;;) {
    const match = pattern.exec(line);
    if (match === null) return undefined;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "") return fields;
  }
}
