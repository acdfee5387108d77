import { expect } from "chai";
import { Vouchers } from "../../../../src/axon/guard/vouchers.ts";

const start = Date.UTC(2025, 7, 1);
const day = 86_400_000;

describe(Vouchers.name, () => {
  it("vouch for a day, counted from the last time", () => {
    const vouchers = new Vouchers();
    vouchers.vouch("203.0.113.9", start);
    vouchers.vouch("203.0.113.9", start + 1);
    expect(vouchers.isVouchedFor("203.0.113.9", start + day)).to.equal(true);
    expect(vouchers.isVouchedFor("203.0.113.9", start + day + 1)).to.equal(false);
    expect(vouchers.isVouchedFor("203.0.113.10", start)).to.equal(false);
  });

  it("keep the latest ten thousand", () => {
    const vouchers = new Vouchers();
    for (let number = 0; number <= 10_000; number++) vouchers.vouch(`address ${number}`, start);
    expect(vouchers.isVouchedFor("address 0", start)).to.equal(false);
    expect(vouchers.isVouchedFor("address 1", start)).to.equal(true);
  });
});
