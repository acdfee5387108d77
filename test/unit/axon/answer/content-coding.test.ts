import { expect } from "chai";
import fc from "fast-check";
import { acceptedCodings } from "../../../../src/axon/answer/content-coding.ts";

describe(acceptedCodings.name, () => {
  const cases: readonly (readonly [string | undefined, readonly string[]])[] = [
    [undefined, ["identity"]],
    ["", ["identity"]],
    ["gzip", ["gzip", "identity"]],
    ["x-gzip", ["gzip", "identity"]],
    ["GZIP, deflate, br, zstd", ["br", "gzip", "identity"]],
    ["br;q=0.5, gzip", ["gzip", "br", "identity"]],
    ["gzip;q=0.5, identity", ["identity", "gzip"]],
    ["gzip ; q=0.001", ["gzip", "identity"]],
    ["gzip;q=0", ["identity"]],
    ["*", ["br", "gzip", "identity"]],
    ["*;q=0", []],
    ["*;q=0, gzip", ["gzip"]],
    ["identity;q=0", []],
    ["identity;q=0, br", ["br"]],
    ["deflate", ["identity"]],
    ["gzip;q=2, br;q=x", ["identity"]],
  ];
  for (const [header, expected] of cases) {
    it(`reads ${header === undefined ? "no header" : `"${header}"`} as ${expected.join(", ") || "nothing"}`, () => {
      expect(acceptedCodings(header)).to.deep.equal(expected);
    });
  }

  it("names each coding at most once, whatever the header", () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const codings = acceptedCodings(header);
        expect(new Set(codings).size).to.equal(codings.length);
      }),
    );
  });
});
