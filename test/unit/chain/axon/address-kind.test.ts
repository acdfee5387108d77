import { expect } from "chai";
import { addressKind, assertServable } from "../../../../src/chain/axon/address-kind.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";

const kinds = {
  public: ["8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.0.1", "2606:4700::1111"],
  private: ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.7", "100.64.0.1", "fd00::1"],
  loopback: ["127.0.0.1", "127.0.0.2", "127.255.255.254", "::1"],
  unroutable: [
    "0.0.0.0",
    "169.254.1.1",
    "203.0.113.7",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:8.8.8.8",
  ],
} as const;

describe(addressKind.name, () => {
  for (const [kind, addresses] of Object.entries(kinds)) {
    it(`knows ${kind} addresses`, () => {
      for (const address of addresses) expect(addressKind(address), address).to.equal(kind);
    });
  }
});

describe(assertServable.name, () => {
  it("lets public addresses through", () => {
    for (const address of kinds.public) assertServable(address, { allowPrivate: false });
  });

  it("refuses every other one", () => {
    for (const address of [...kinds.private, ...kinds.loopback, ...kinds.unroutable]) {
      expect(refusal(address, false), address).to.equal("ADDRESS_REFUSED");
    }
  });

  it("lets private and loopback ones through where they are allowed", () => {
    for (const address of [...kinds.private, "127.0.0.2"]) assertServable(address, { allowPrivate: true });
  });

  it("refuses what the chain itself refuses, and the unroutable, all the same", () => {
    for (const address of ["127.0.0.1", "::1", ...kinds.unroutable]) {
      expect(refusal(address, true), address).to.equal("ADDRESS_REFUSED");
    }
  });
});

function refusal(address: string, allowPrivate: boolean): string | undefined {
  try {
    assertServable(address, { allowPrivate });
    return undefined;
  } catch (error) {
    if (error instanceof NeuronError) return error.code;
    throw error;
  }
}
