import { expect } from "chai";
import { assertMethod, assertPath, originOf } from "../../../src/dendrite/target.ts";
import { NeuronError } from "../../../src/lib/errors.ts";

describe(originOf.name, () => {
  it("returns the address in the form of a URL", () => {
    expect(originOf({ host: "192.0.2.7", port: 8091 })).to.equal("http://192.0.2.7:8091");
    expect(originOf({ host: "2001:db8::7", port: 1 })).to.equal("http://[2001:db8::7]:1");
    expect(originOf({ host: "miner.example", port: 443, protocol: "https" })).to.equal(
      "https://miner.example:443",
    );
  });

  for (const host of [
    "",
    "a b",
    "user@host",
    "host/path",
    "host:1",
    "fe80::1%eth0",
    "[::1]",
    "a\r\nb",
    "-",
  ]) {
    it(`refuses the host ${JSON.stringify(host)}`, () => {
      expect(() => originOf({ host, port: 8091 }))
        .to.throw(NeuronError)
        .with.property("code", "ADDRESS_REFUSED");
    });
  }

  for (const port of [0, -1, 65_536, 1.5, Number.NaN]) {
    it(`refuses the port ${port}`, () => {
      expect(() => originOf({ host: "localhost", port }))
        .to.throw(NeuronError)
        .with.property("code", "ADDRESS_REFUSED");
    });
  }
});

describe(assertPath.name, () => {
  it("takes what can stand in a request line as it is", () => {
    for (const path of ["/", "/a?b=c&d=%20", "/a/../b", "//a"]) expect(() => assertPath(path)).to.not.throw();
  });

  for (const path of ["", "a", "http://a/", "/a b", "/a#b", "/é", "/a\r\nHost: b", "/\u0000"]) {
    it(`refuses ${JSON.stringify(path)}`, () => {
      expect(() => assertPath(path))
        .to.throw(NeuronError)
        .with.property("code", "USAGE_INVALID");
    });
  }
});

describe(assertMethod.name, () => {
  it("takes words in upper case, but not the one for tunnels", () => {
    for (const method of ["GET", "POST", "DELETE"]) expect(() => assertMethod(method)).to.not.throw();
    for (const method of ["", "get", "GET /", "CONNECT"])
      expect(() => assertMethod(method)).to.throw(NeuronError);
  });
});
