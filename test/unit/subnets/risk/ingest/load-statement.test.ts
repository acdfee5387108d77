import { expect } from "chai";
import { describe, it } from "mocha";
import { loadStatement } from "../../../../../src/subnets/risk/ingest/load-statement.ts";
import type { ColumnContract, TableContract } from "../../../../../src/subnets/risk/ingest/table-contract.ts";

const id: ColumnContract = { name: "address", type: "String" };
const risk: ColumnContract = { name: "risk_level", type: "String", lowerCase: true };
const count: ColumnContract = { name: "count", type: "UInt32" };
const network: ColumnContract = { name: "network", type: "String", whenAbsent: "network" };
const dropped: ColumnContract = { name: "dropped", type: "Float32", whenAbsent: "null" };

const contract: TableContract = {
  table: "address_labels",
  rawTable: "raw_address_labels",
  columns: [id, risk, count, network, dropped],
  key: ["address"],
  preference: ["count DESC"],
  mayBeEmpty: true,
};

const binding = {
  bound: [
    { column: id, reading: { inputType: "String", narrowing: false } },
    { column: risk, reading: { inputType: "String", narrowing: false } },
    { column: count, reading: { inputType: "Int64", narrowing: true } },
  ],
  absent: [network, dropped],
  unknown: [],
  faults: [],
};

describe(loadStatement.name, () => {
  it("reads the file strictly by name and type, binding what is not in it", () => {
    expect(loadStatement(contract, binding, false)).to.equal(
      [
        "INSERT INTO raw_address_labels (batch_id, address, risk_level, count, network)",
        "SELECT {batch:String}, address, lower(risk_level), accurateCast(count, 'UInt32'), {network:String}",
        "FROM input('address String, risk_level String, count Int64')",
        "FORMAT Parquet",
      ].join("\n"),
    );
  });

  it("keeps the preferred row per key when asked to", () => {
    expect(loadStatement(contract, binding, true)).to.include(
      "\nORDER BY address, count DESC LIMIT 1 BY address\nFORMAT Parquet",
    );
  });
});
