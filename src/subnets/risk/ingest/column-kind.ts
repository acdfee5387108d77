import type { SchemaTree } from "hyparquet";

/** What a Parquet column holds, as far as it matters for reading it into ClickHouse without a silent change. */
export type ColumnKind =
  | { readonly kind: "integer"; readonly signed: boolean; readonly bits: number }
  | { readonly kind: "float" | "boolean" | "text" | "date" | "timestamp" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  /** The type that writers give to a column in which they never saw a value. */
  | { readonly kind: "null" }
  | { readonly kind: "list"; readonly element: ColumnKind }
  | { readonly kind: "other"; readonly name: string };

/** Returns the kind of a column from its place in the file's schema. */
export function columnKind(column: SchemaTree): ColumnKind {
  const { element, children } = column;
  if (element.type === undefined) return listKind(column) ?? { kind: "other", name: "group" };
  if (element.repetition_type === "REPEATED" || children.length > 0)
    return { kind: "other", name: "repeated" };
  return annotatedKind(column) ?? physicalKind(element.type);
}

/** A list is a group around a repeated group around its element. */
function listKind({ element, children }: SchemaTree): ColumnKind | undefined {
  if (element.converted_type !== "LIST" && element.logical_type?.type !== "LIST") return undefined;
  const [item] = children[0]?.children ?? [];
  return item === undefined ? undefined : { kind: "list", element: columnKind(item) };
}

function annotatedKind({ element }: SchemaTree): ColumnKind | undefined {
  const logical = element.logical_type;
  const converted = element.converted_type ?? "";
  if (logical?.type === "INTEGER")
    return { kind: "integer", signed: logical.isSigned, bits: logical.bitWidth };
  if (logical?.type === "DECIMAL")
    return { kind: "decimal", precision: logical.precision, scale: logical.scale };
  if (converted === "DECIMAL") {
    return { kind: "decimal", precision: element.precision ?? 38, scale: element.scale ?? 0 };
  }
  const [, unsigned, bits] = /^(U?)INT_(\d+)$/.exec(converted) ?? [];
  if (bits !== undefined) return { kind: "integer", signed: unsigned === "", bits: Number(bits) };
  if (logical?.type === "NULL") return { kind: "null" };
  if (logical?.type === "DATE" || converted === "DATE") return { kind: "date" };
  if (logical?.type === "TIMESTAMP" || converted.startsWith("TIMESTAMP")) return { kind: "timestamp" };
  return undefined;
}

function physicalKind(type: NonNullable<SchemaTree["element"]["type"]>): ColumnKind {
  switch (type) {
    case "INT32":
      return { kind: "integer", signed: true, bits: 32 };
    case "INT64":
      return { kind: "integer", signed: true, bits: 64 };
    case "FLOAT":
    case "DOUBLE":
      return { kind: "float" };
    case "BOOLEAN":
      return { kind: "boolean" };
    case "BYTE_ARRAY":
      return { kind: "text" };
    case "INT96":
      return { kind: "timestamp" };
    case "FIXED_LEN_BYTE_ARRAY":
      return { kind: "other", name: "fixed-length bytes" };
  }
}

/** Returns the kind as a person would name it. */
export function describeKind(kind: ColumnKind): string {
  switch (kind.kind) {
    case "integer":
      return `${kind.signed ? "" : "unsigned "}integer of ${kind.bits} bits`;
    case "decimal":
      return `decimal(${kind.precision}, ${kind.scale})`;
    case "list":
      return `list of ${describeKind(kind.element)}`;
    case "other":
      return kind.name;
    case "float":
    case "boolean":
    case "text":
    case "date":
    case "timestamp":
    case "null":
      return kind.kind;
  }
}
