import { expect } from "chai";
import { AddressList } from "../../../src/axon/address-list.ts";
import { NeuronError } from "../../../src/lib/errors.ts";

describe(AddressList.name, () => {
  it("has the addresses of its ranges, in either form", () => {
    const list = new AddressList(["192.0.2.7", "198.51.100.0/24", "2001:db8::/32", "fe80::/10"]);
    const on = ["192.0.2.7", "::ffff:192.0.2.7", "198.51.100.255", "::ffff:198.51.100.1", "2001:db8:1::1"];
    for (const address of [...on, "fe80::1%eth0"]) expect(list.has(address), address).to.equal(true);
    const off = ["192.0.2.8", "198.51.101.0", "2001:db9::1", "::ffff:192.0.2.8", "", "host", "192.0.2.7/32"];
    for (const address of off) expect(list.has(address), address).to.equal(false);
  });

  it("has every address of a family in a range without bits, and none when it is empty", () => {
    expect(new AddressList(["0.0.0.0/0"]).has("203.0.113.9")).to.equal(true);
    expect(new AddressList(["::/0"]).has("2001:db8::1")).to.equal(true);
    expect(new AddressList([]).has("203.0.113.9")).to.equal(false);
  });

  it("refuses what is no range", () => {
    for (const text of [
      "",
      "host",
      "192.0.2.0/33",
      "192.0.2.0/-1",
      "192.0.2.0/",
      "1.2.3/8",
      "::/129",
      "fe80::1%a/64",
    ]) {
      expect(() => new AddressList([text]), text)
        .to.throw(NeuronError)
        .with.property("code", "CONFIG_INVALID");
    }
  });
});
