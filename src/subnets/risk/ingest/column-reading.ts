import type { ColumnKind } from "./column-kind.ts";
import type { ColumnType, ScalarType } from "./table-contract.ts";

/** How ClickHouse is to read a column of a file: as which type, and whether its values must be proved to fit. */
export interface ColumnReading {
  readonly inputType: string;
  /** The server wraps numbers that do not fit a column without a word; such columns are read wide and cast. */
  readonly narrowing: boolean;
}

/** Digits before the point of a Decimal128(18). */
const DECIMAL_INTEGER_DIGITS = 20;

/** Returns how to read a column of this kind as this type, or undefined when it is another thing altogether. */
export function findReading(kind: ColumnKind, type: ColumnType): ColumnReading | undefined {
  const exact = { inputType: type, narrowing: false };
  if (kind.kind === "null") return exact;
  switch (type) {
    case "Array(UInt16)":
      return kind.kind === "list" ? listReading(kind.element, "UInt16") : undefined;
    case "Array(String)":
      return kind.kind === "list" ? listReading(kind.element, "String") : undefined;
    case "UInt8":
    case "UInt16":
    case "UInt32":
    case "UInt64":
      return integerReading(kind, type);
    case "Decimal128(18)":
      return decimalReading(kind);
    case "Float32":
    case "Float64":
      return ["float", "integer", "decimal"].includes(kind.kind) ? exact : undefined;
    case "Bool":
      return kind.kind === "boolean" ? exact : undefined;
    case "Date":
      return ["date", "timestamp", "text"].includes(kind.kind) ? exact : undefined;
    case "String":
      return kind.kind === "text" ? exact : undefined;
  }
}

function listReading(element: ColumnKind, type: ScalarType): ColumnReading | undefined {
  const reading = findReading(element, type);
  return reading === undefined ? undefined : { ...reading, inputType: `Array(${reading.inputType})` };
}

/** pandas writes integers as signed 64 bits, and as floats once one was missing (facts: aml-risk 10.5). */
function integerReading(kind: ColumnKind, type: ScalarType): ColumnReading | undefined {
  if (kind.kind === "float") return { inputType: "Float64", narrowing: true };
  if (kind.kind !== "integer") return undefined;
  if (kind.signed) return { inputType: "Int64", narrowing: true };
  const fits = kind.bits <= Number(type.slice("UInt".length));
  return fits ? { inputType: type, narrowing: false } : { inputType: "UInt64", narrowing: true };
}

function decimalReading(kind: ColumnKind): ColumnReading | undefined {
  const exact = { inputType: "Decimal128(18)", narrowing: false };
  if (kind.kind === "decimal" && kind.precision - kind.scale > DECIMAL_INTEGER_DIGITS) {
    return { inputType: `Decimal256(${kind.scale})`, narrowing: true };
  }
  return ["decimal", "integer", "float", "text"].includes(kind.kind) ? exact : undefined;
}
