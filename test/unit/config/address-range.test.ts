import { expect } from "chai";
import { findAddressRange } from "../../../src/config/address-range.ts";

describe(findAddressRange.name, () => {
  it("reads addresses and ranges of both families", () => {
    expect(findAddressRange("192.0.2.7")).to.deep.equal({
      address: "192.0.2.7",
      prefixBits: 32,
      family: "ipv4",
    });
    expect(findAddressRange("2001:db8::/32")).to.deep.equal({
      address: "2001:db8::",
      prefixBits: 32,
      family: "ipv6",
    });
    expect(findAddressRange("0.0.0.0/0")).to.include({ prefixBits: 0 });
  });

  it("finds none in anything else", () => {
    for (const text of [
      "",
      "/8",
      "host",
      "192.0.2.0/33",
      "::/129",
      "192.0.2.0/8/8",
      "192.0.2.0/x",
      "fe80::1%eth0",
    ]) {
      expect(findAddressRange(text), text).to.equal(undefined);
    }
  });
});
