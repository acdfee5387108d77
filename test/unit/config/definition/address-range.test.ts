import { expect } from "chai";
import { addressRange } from "../../../../src/config/definition/address-range.ts";

describe("addressRange", () => {
  it("takes addresses and ranges of both families", () => {
    for (const text of ["10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "::/128"]) {
      expect(addressRange.safeParse(text).success, text).to.equal(true);
    }
  });

  it("refuses everything else", () => {
    for (const text of [
      "",
      "host",
      "10.0.0.0/33",
      "10.0.0/8",
      "::/129",
      "10.0.0.0/8/8",
      "10.0.0.0/",
      "fe80::1%eth0",
    ]) {
      expect(addressRange.safeParse(text).success, text).to.equal(false);
    }
  });
});
