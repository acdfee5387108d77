import { expect } from "chai";
import { serverConnection, type ServerSettings } from "../../../src/store/connection.ts";

describe(serverConnection.name, () => {
  it("names the configured server, and again after it was lost", async () => {
    const source = serverConnection(createServer());
    const connection = await source.connection();
    expect(connection).to.deep.equal({ url: "http://ch.example:8123", user: "neuron", password: "secret" });
    source.reportLost(connection);
    expect(await source.connection()).to.equal(connection);
  });

  it("speaks HTTPS where that is configured, and knows IPv6", async () => {
    const source = serverConnection(createServer({ host: "::1", port: 8443, secure: true }));
    expect((await source.connection()).url).to.equal("https://[::1]:8443");
  });
});

function createServer(overrides: Partial<ServerSettings> = {}): ServerSettings {
  return { host: "ch.example", port: 8123, user: "neuron", password: "secret", secure: false, ...overrides };
}
