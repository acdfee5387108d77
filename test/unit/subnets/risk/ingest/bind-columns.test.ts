import { expect } from "chai";
import { describe, it } from "mocha";
import { bindColumns } from "../../../../../src/subnets/risk/ingest/bind-columns.ts";
import type { ColumnKind } from "../../../../../src/subnets/risk/ingest/column-kind.ts";
import type { TableContract } from "../../../../../src/subnets/risk/ingest/table-contract.ts";

const contract: TableContract = {
  table: "alerts",
  rawTable: "raw_alerts",
  columns: [
    { name: "alert_id", type: "String" },
    { name: "is_whale", type: "Bool", whenAbsent: "null" },
    { name: "count", type: "UInt32" },
  ],
  key: ["alert_id"],
  preference: [],
  mayBeEmpty: false,
};
const text: ColumnKind = { kind: "text" };
const boolean: ColumnKind = { kind: "boolean" };
const count: ColumnKind = { kind: "integer", signed: false, bits: 32 };

describe(bindColumns.name, () => {
  it("binds columns by name, in the contract's order", () => {
    const { bound, faults } = bind({ count, is_whale: boolean, alert_id: text });
    expect(bound.map(({ column }) => column.name)).to.deep.equal(["alert_id", "is_whale", "count"]);
    expect(faults).to.deep.equal([]);
  });

  it("reports columns that may be absent and columns that it does not know", () => {
    const { absent, unknown, faults } = bind({ alert_id: text, count, extra: text });
    expect(absent.map(({ name }) => name)).to.deep.equal(["is_whale"]);
    expect(unknown).to.deep.equal(["extra"]);
    expect(faults).to.deep.equal([]);
  });

  it("reports every fault, not the first alone", () => {
    expect(bind({ Alert_ID: text, isWhale: boolean, count: text }).faults).to.deep.equal([
      'column alert_id is misnamed "Alert_ID"',
      'column is_whale is misnamed "isWhale"',
      "column count is text, not UInt32",
    ]);
  });
});

function bind(columns: Readonly<Record<string, ColumnKind>>) {
  const metadata = { version: 2, schema: [], num_rows: 0n, row_groups: [], metadata_length: 0 };
  return bindColumns(contract, { rows: 1, columns: new Map(Object.entries(columns)), metadata });
}
