import { expect } from "chai";
import { isServingTooSoon, refuseEndpoint } from "../../../../../src/devnet/chain/calls/endpoint.ts";

describe(refuseEndpoint.name, () => {
  const addresses: [string, bigint, number, string | undefined][] = [
    ["127.0.0.1", 2_130_706_433n, 4, "InvalidIpAddress"],
    ["8.8.8.8", 134_744_072n, 4, undefined],
    ["10.0.0.1, which the chain does not mind", 167_772_161n, 4, undefined],
    ["255.255.255.255", 4_294_967_295n, 4, "InvalidIpAddress"],
    ["0.0.0.1", 1n, 4, undefined],
    ["::1", 1n, 6, "InvalidIpAddress"],
    ["2001:db8::1", 42_540_766_411_282_592_856_903_984_951_653_826_561n, 6, undefined],
    ["ffff:…:ffff", (1n << 128n) - 1n, 6, "InvalidIpAddress"],
    ["type 5", 1n, 5, "InvalidIpType"],
  ];
  for (const [name, ip, ipType, error] of addresses) {
    it(`${error === undefined ? "takes" : "refuses"} ${name}`, () => {
      expect(errorOf(refuseEndpoint({ ip, ipType }, true))).to.equal(error);
    });
  }

  it("takes 0.0.0.0 only where the runtime does", () => {
    const zero = { ip: 0n, ipType: 4 };
    expect([refuseEndpoint(zero, true), errorOf(refuseEndpoint(zero, false))]).to.deep.equal([
      undefined,
      "InvalidIpAddress",
    ]);
  });
});

describe(isServingTooSoon.name, () => {
  it("lets the first one pass, and each after the limit", () => {
    const soon = [undefined, { block: 51 }, { block: 50 }].map((last) => isServingTooSoon(last, 100, 50));
    expect(soon).to.deep.equal([false, true, false]);
    expect(isServingTooSoon({ block: 100 }, 100, 0)).to.equal(false);
  });
});

function errorOf(outcome: ReturnType<typeof refuseEndpoint>): string | undefined {
  return outcome?.ok === false && outcome.refusal.kind === "module" ? outcome.refusal.names[0] : undefined;
}
