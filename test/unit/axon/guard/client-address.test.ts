import { expect } from "chai";
import fc from "fast-check";
import { AddressList } from "../../../../src/axon/address-list.ts";
import { clientAddressOf, findAddress, subjectOfAddress } from "../../../../src/axon/guard/client-address.ts";

const proxies = new AddressList(["10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.1"]);

describe(clientAddressOf.name, () => {
  it("believes nothing of a peer that is no trusted proxy", () => {
    expect(clientAddressOf("198.51.100.7", "203.0.113.9", proxies)).to.equal("198.51.100.7");
    expect(clientAddressOf("10.0.0.1", "203.0.113.9", new AddressList([]))).to.equal("10.0.0.1");
  });

  it("takes the rightmost address that is no proxy's, whatever the caller wrote to the left of it", () => {
    expect(clientAddressOf("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.2.3.4", proxies)).to.equal("203.0.113.9");
    expect(clientAddressOf("192.0.2.1", ["1.1.1.1", "203.0.113.9"], proxies)).to.equal("203.0.113.9");
  });

  it("takes the farthest proxy when all are proxies", () => {
    expect(clientAddressOf("10.0.0.1", "10.0.0.3,10.0.0.2", proxies)).to.equal("10.0.0.3");
  });

  it("ends at the proxy that passed on what is no address", () => {
    expect(clientAddressOf("10.0.0.1", "203.0.113.9, unknown", proxies)).to.equal("10.0.0.1");
    expect(clientAddressOf("10.0.0.1", "", proxies)).to.equal("10.0.0.1");
    expect(clientAddressOf("10.0.0.1", undefined, proxies)).to.equal("10.0.0.1");
  });

  it("reads addresses with ports, and IPv4 in the clothes of IPv6", () => {
    expect(clientAddressOf("::ffff:10.0.0.1", "203.0.113.9:4711", proxies)).to.equal("203.0.113.9");
    expect(clientAddressOf("2001:db8:ffff::1", "[2001:db8::7]:4711", proxies)).to.equal("2001:db8::7");
    expect(clientAddressOf("10.0.0.1", "::FFFF:cb00:7109", proxies)).to.equal("203.0.113.9");
  });

  it("knows no address of a connection that is gone", () => {
    expect(clientAddressOf(undefined, "203.0.113.9", proxies)).to.equal(undefined);
  });

  it("returns an address for anything that a header can hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (header) => {
        const address = clientAddressOf("10.0.0.1", header, proxies) ?? expect.fail("no address");
        expect(findAddress(address)).to.equal(address);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe(subjectOfAddress.name, () => {
  it("is the address itself in IPv4 and the /64 in IPv6", () => {
    expect(subjectOfAddress("203.0.113.9")).to.equal("203.0.113.9");
    expect(subjectOfAddress("2001:db8:0:7:1:2:3:4")).to.equal("2001:db8:0:7::/64");
    expect(subjectOfAddress("2001:db8::1")).to.equal("2001:db8:0:0::/64");
    expect(subjectOfAddress("::1")).to.equal("0:0:0:0::/64");
    expect(subjectOfAddress("1:2:3:4:5::")).to.equal("1:2:3:4::/64");
  });

  it("is the same for all addresses of a /64, however they are written, and for no others", () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const groups = fc.array(group, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(groups, groups, groups, (prefix, host, other) => {
        const subjects = [host, other].map((rest) => subjectOf([...prefix, ...rest]));
        expect(subjects[0]).to.equal(subjects[1]);
        const [first = 0, ...more] = prefix;
        expect(subjectOf([first ^ 1, ...more, ...host])).to.not.equal(subjects[0]);
      }),
      { numRuns: 1_000 },
    );
  });
});

function subjectOf(groups: readonly number[]): string {
  const written = groups.map((group) => group.toString(16).padStart(4, "0")).join(":");
  return subjectOfAddress(findAddress(written) ?? expect.fail(`${written} is no address`));
}
