import { expect } from "chai";
import fc from "fast-check";
import { riskLevels } from "../../../../../src/subnets/risk/labels/risk-levels.ts";
import {
  parseHeader,
  parseLabelRow,
  type LabelColumns,
} from "../../../../../src/subnets/risk/labels/label-file.ts";

describe(parseHeader.name, () => {
  it("finds the columns in any order, beside others, after a byte order mark", () => {
    expect(valueOf(parseHeader("\uFEFFnote, Risk_Level,ADDRESS"))).to.deep.equal({
      risk_level: 1,
      address: 2,
    });
  });

  it("refuses a header without an address, without a label, or with a column twice", () => {
    for (const header of [
      "label,confidence",
      "address,confidence",
      "address,label,label",
      '"address,label',
    ]) {
      expect(parseHeader(header), header).to.have.property("problem");
    }
  });
});

describe(parseLabelRow.name, () => {
  it("reads a risk level, high and critical being risky", () => {
    const risky = riskLevels.map((level) => valueOf(parseRow(`5A,${level},,`))?.isRisky);
    expect(risky).to.deep.equal([false, false, true, true]);
  });

  it("takes 0 and 1 in place of a risk level", () => {
    expect(valueOf(parseRow("5A,,,,1"))).to.deep.equal({
      address: "5A",
      isRisky: true,
      riskLevel: "",
      confidence: 1,
      knownSince: undefined,
    });
  });

  it("names what is bad in a row", () => {
    for (const row of [
      ",high",
      "5A",
      "5 A,high",
      "5A,severe",
      "5A,high,1.5",
      "5A,high,x",
      "5A,high,NaN",
      "5A,high,,2025-02-30",
      "5A,,,,2",
      "5A,low,,,1",
      '"5A,high',
    ]) {
      expect(parseRow(row), row).to.have.property("problem");
    }
  });

  it("reads any quoted row as what was written", () => {
    const row = fc.record({
      address: fc.stringMatching(/^[\x21-\x7e]{1,128}$/),
      level: fc.constantFrom(...riskLevels),
      confidence: fc.float({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(row, ({ address, level, confidence }) => {
        const line = [address, level, String(confidence)].map(quote).join(",");
        expect(valueOf(parseRow(line))).to.include({ address, riskLevel: level, confidence });
      }),
    );
  });

  it("never throws, whatever the row", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (line) => {
        expect(Object.keys(parseRow(line))).to.have.length(1);
      }),
    );
  });
});

const columns: LabelColumns = { address: 0, risk_level: 1, confidence: 2, known_since: 3, label: 4 };

function parseRow(line: string) {
  return parseLabelRow(line, columns);
}

function valueOf<Value>(parsed: { readonly value: Value } | { readonly problem: string }): Value | undefined {
  return "value" in parsed ? parsed.value : undefined;
}

function quote(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}
