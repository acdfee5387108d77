import { expect } from "chai";
import { parseServerAddress, settingsFor } from "../../../../src/cli/transfer/server-address.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";

describe(parseServerAddress.name, () => {
  it("reads host, port and user, and takes the password from elsewhere", () => {
    expect(parseServerAddress("http://scores@db.example.org:8124", "secret")).to.deep.equal({
      host: "db.example.org",
      port: 8124,
      user: "scores",
      password: "secret",
      secure: false,
    });
  });

  it("uses ClickHouse's own ports where the address names none, and the web's where it does", () => {
    expect(parseServerAddress("http://db").port).to.equal(8123);
    expect(parseServerAddress("https://db/").port).to.equal(8443);
    expect(parseServerAddress("https://db:443").port).to.equal(443);
    expect(parseServerAddress("http://db:80/").port).to.equal(80);
  });

  it("takes an IPv6 address", () => {
    expect(parseServerAddress("http://[2001:db8::1]:8123").host).to.equal("2001:db8::1");
  });

  for (const address of ["db:8123", "ftp://db", "http://db/torus", "http://db?x=1", "http://u:p@db", ""]) {
    it(`refuses ${address === "" ? "nothing" : address}`, () => {
      expect(() => parseServerAddress(address))
        .to.throw(NeuronError)
        .with.property("code", "USAGE_INVALID");
    });
  }
});

describe(settingsFor.name, () => {
  it("never tells the password", () => {
    expect(settingsFor(parseServerAddress("https://db", "secret"))).to.deep.equal([
      "CLICKHOUSE_HOST=db",
      "CLICKHOUSE_PORT=8443",
      "CLICKHOUSE_USER=default",
      "CLICKHOUSE_SECURE=true",
    ]);
  });
});
