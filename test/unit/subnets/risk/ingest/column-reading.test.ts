import { expect } from "chai";
import { describe, it } from "mocha";
import type { ColumnKind } from "../../../../../src/subnets/risk/ingest/column-kind.ts";
import { findReading } from "../../../../../src/subnets/risk/ingest/column-reading.ts";
import type { ColumnType } from "../../../../../src/subnets/risk/ingest/table-contract.ts";

const signed64: ColumnKind = { kind: "integer", signed: true, bits: 64 };
const unsigned32: ColumnKind = { kind: "integer", signed: false, bits: 32 };

describe(findReading.name, () => {
  const readings: readonly (readonly [ColumnType, ColumnKind, string, boolean])[] = [
    ["UInt32", unsigned32, "UInt32", false],
    ["UInt64", unsigned32, "UInt64", false],
    ["UInt16", unsigned32, "UInt64", true],
    ["UInt32", signed64, "Int64", true],
    ["UInt64", signed64, "Int64", true],
    ["UInt32", { kind: "float" }, "Float64", true],
    ["Array(UInt16)", { kind: "list", element: signed64 }, "Array(Int64)", true],
    ["Array(String)", { kind: "list", element: { kind: "null" } }, "Array(String)", false],
    ["Decimal128(18)", { kind: "decimal", precision: 38, scale: 18 }, "Decimal128(18)", false],
    ["Decimal128(18)", { kind: "decimal", precision: 22, scale: 2 }, "Decimal128(18)", false],
    ["Decimal128(18)", { kind: "decimal", precision: 23, scale: 2 }, "Decimal256(2)", true],
    ["Float32", signed64, "Float32", false],
    ["Date", { kind: "text" }, "Date", false],
    ["String", { kind: "null" }, "String", false],
  ];
  for (const [type, kind, inputType, narrowing] of readings) {
    it(`reads ${JSON.stringify(kind)} into ${type} as ${inputType}${narrowing ? ", proving that it fits" : ""}`, () => {
      expect(findReading(kind, type)).to.deep.equal({ inputType, narrowing });
    });
  }

  const refusals: readonly (readonly [ColumnType, ColumnKind])[] = [
    ["UInt32", { kind: "text" }],
    ["UInt32", { kind: "boolean" }],
    ["Bool", signed64],
    ["String", signed64],
    ["Float32", { kind: "text" }],
    ["Date", signed64],
    ["Array(UInt16)", signed64],
    ["Array(String)", { kind: "list", element: signed64 }],
    ["String", { kind: "other", name: "group" }],
  ];
  for (const [type, kind] of refusals) {
    it(`does not read ${JSON.stringify(kind)} into ${type}`, () => {
      expect(findReading(kind, type)).to.equal(undefined);
    });
  }
});
