import { expect } from "chai";
import fc from "fast-check";
import { areEqual, findBytes, toHex, wipe } from "../../../src/wallet/bytes.ts";

describe(findBytes.name, () => {
  it("reads what toHex writes, with and without 0x, in both cases", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const hex = toHex(bytes);
        for (const text of [hex, hex.slice(2), `0x${hex.slice(2).toUpperCase()}`]) {
          expect(areEqual(findBytes(text, bytes.length) ?? new Uint8Array(1), bytes)).to.be.true;
        }
      }),
    );
  });

  for (const text of ["", "0x", "0x0", "0x0g", "0x00 ", " 0x00", "0x0000", "0X00", "00\n"]) {
    it(`finds no byte in ${JSON.stringify(text)}`, () => {
      expect(findBytes(text, 1)).to.equal(undefined);
    });
  }

  it("gives memory that nothing else shares, so that it can be wiped", () => {
    expect(findBytes("0x0102", 2)?.buffer.byteLength).to.equal(2);
  });
});

describe(wipe.name, () => {
  it("overwrites every secret it is given", () => {
    const [one, other] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
    wipe(one, undefined, other);
    expect([...one, ...other]).to.deep.equal([0, 0, 0]);
  });
});
