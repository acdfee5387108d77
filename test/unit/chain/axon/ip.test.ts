import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { decodeIp, encodeIp } from "../../../../src/chain/axon/ip.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { readFixture } from "../../../support/fixtures.ts";

const vectorsSchema = z.array(
  z.object({ ip: z.string(), ip_type: z.union([z.literal(4), z.literal(6)]), u128_decimal: z.string() }),
);

describe(encodeIp.name, () => {
  it("makes the numbers of the vectors, and reads them back", async () => {
    const vectors = await readFixture("chain/ip-encoding", vectorsSchema);
    expect(vectors).to.have.lengthOf(10);
    for (const { ip, ip_type: ipType, u128_decimal } of vectors) {
      const encoded = { ip: BigInt(u128_decimal), ipType };
      expect(encodeIp(ip), ip).to.deep.equal(encoded);
      expect(decodeIp(encoded)).to.equal(ip);
    }
  });

  it("reads back any address it has written", () => {
    const number = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((ip) => ({ ip, ipType: 4 as const })),
      fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((ip) => ({ ip, ipType: 6 as const })),
    );
    fc.assert(
      fc.property(number, (encoded) => {
        expect(encodeIp(decodeIp(encoded))).to.deep.equal(encoded);
      }),
    );
  });

  it("takes an IPv6 address in any spelling", () => {
    const shortest = encodeIp("2001:db8::1");
    for (const spelling of ["2001:0DB8:0:0:0:0:0:1", "2001:db8:0::0:1", "2001:db8::0.0.0.1"]) {
      expect(encodeIp(spelling)).to.deep.equal(shortest);
    }
  });

  for (const text of ["", "example.org", "1.2.3", "1.2.3.256", "fe80::1%eth0", "::1::", "01.2.3.4"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => encodeIp(text))
        .to.throw(NeuronError)
        .with.property("code", "ADDRESS_REFUSED");
    });
  }
});
