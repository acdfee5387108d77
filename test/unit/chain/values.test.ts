import { expect } from "chai";
import fc from "fast-check";
import { countSchema, formatTao, integerSchema, raoFromTao } from "../../../src/chain/values.ts";

describe("integerSchema", () => {
  it("reads every form in which the library writes a number", () => {
    for (const form of [255, "0xff", "255", { 0: 255 }, { value: { inner: "0xff" } }]) {
      expect(integerSchema.parse(form)).to.equal(255n);
    }
  });

  it("refuses what is no unsigned integer", () => {
    for (const form of [-1, 1.5, "ff", "0x", "", null, undefined, {}, { a: 1, b: 2 }, "1e3", true]) {
      expect(integerSchema.safeParse(form).success, JSON.stringify(form)).to.equal(false);
    }
  });
});

describe("countSchema", () => {
  it("refuses numbers that JavaScript cannot count with", () => {
    expect(countSchema.parse("9007199254740991")).to.equal(Number.MAX_SAFE_INTEGER);
    expect(countSchema.safeParse("9007199254740992").success).to.equal(false);
  });
});

describe(formatTao.name, () => {
  it("writes amounts without rounding and without zeros at the end", () => {
    const amounts = new Map([
      [0n, "0"],
      [1n, "0.000000001"],
      [500_000_000n, "0.5"],
      [1_000_000_000n, "1"],
      [21_000_000_000_000_001n, "21000000.000000001"],
    ]);
    for (const [rao, text] of amounts) expect(formatTao(rao)).to.equal(text);
  });

  it("is read back exactly by raoFromTao up to four million TAO", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 4_000_000_000_000_000n }), (rao) => {
        expect(raoFromTao(Number(formatTao(rao)))).to.equal(rao);
      }),
    );
  });
});
