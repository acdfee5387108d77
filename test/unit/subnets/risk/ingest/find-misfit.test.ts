import { expect } from "chai";
import { describe, it } from "mocha";
import { fits } from "../../../../../src/subnets/risk/ingest/find-misfit.ts";
import type { ColumnType } from "../../../../../src/subnets/risk/ingest/table-contract.ts";

describe(fits.name, () => {
  const fitting: readonly (readonly [unknown, ColumnType])[] = [
    [0, "UInt8"],
    [255n, "UInt8"],
    [4_294_967_295, "UInt32"],
    [2n ** 64n - 1n, "UInt64"],
    [[65_535, 0n], "Array(UInt16)"],
    [[], "Array(String)"],
    [-1e19, "Decimal128(18)"],
    ["12.5", "Decimal128(18)"],
    ["2025-08-01T00:00:00", "Date"],
    [new Date(0), "Date"],
    [NaN, "Float32"],
  ];
  for (const [value, type] of fitting) {
    it(`lets ${String(value)} into ${type}`, () => {
      expect(fits(value, type)).to.equal(true);
    });
  }

  const misfitting: readonly (readonly [unknown, ColumnType])[] = [
    [null, "String"],
    [undefined, "Bool"],
    [256, "UInt8"],
    [-1n, "UInt64"],
    [1.5, "UInt32"],
    [NaN, "UInt32"],
    [[1, null], "Array(UInt16)"],
    [[65_536], "Array(UInt16)"],
    [["a", null], "Array(String)"],
    [Infinity, "Decimal128(18)"],
    [1e20, "Decimal128(18)"],
    ["", "Decimal128(18)"],
    ["many", "Decimal128(18)"],
    ["soon", "Date"],
  ];
  for (const [value, type] of misfitting) {
    it(`keeps ${String(value)} out of ${type}`, () => {
      expect(fits(value, type)).to.equal(false);
    });
  }
});
