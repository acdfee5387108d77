import { expect } from "chai";
import {
  renderServerConfig,
  renderUsersConfig,
  type EngineConfig,
} from "../../../../src/store/engine/engine-config.ts";

const gibibyte = 1024 ** 3;

describe(renderServerConfig.name, () => {
  it("listens on loopback only, on a port of the engine's choice", () => {
    const xml = renderServerConfig(createConfig());
    expect(xml).to.contain("<listen_host>127.0.0.1</listen_host><http_port>0</http_port>");
  });

  it("escapes what a path may hold", () => {
    const xml = renderServerConfig(createConfig({ tablesPath: "/data/a & b<c>" }));
    expect(xml).to.contain("<path>/data/a &amp; b&lt;c&gt;/</path>");
  });

  it("caps the memory, and its caches at a quarter of it", () => {
    for (const maxMemoryBytes of [gibibyte / 2, gibibyte, 64 * gibibyte]) {
      const xml = renderServerConfig(createConfig({ maxMemoryBytes }));
      expect(xml).to.contain(`<max_server_memory_usage>${maxMemoryBytes}</max_server_memory_usage>`);
      const sizes = [...xml.matchAll(/cache_size>(\d+)</g)].map(([, size]) => Number(size));
      expect(sizes.length).to.be.above(5);
      expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.at.most(maxMemoryBytes / 4);
    }
  });
});

describe(renderUsersConfig.name, () => {
  it("gives the password to the neuron and two grants and a spent quota to the default user", () => {
    const xml = renderUsersConfig("abc123");
    expect(xml).to.contain("<neuron><password_sha256_hex>abc123</password_sha256_hex>");
    expect(/<default><password>.*?<\/default>/.exec(xml)?.[0]).to.equal(
      "<default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile>" +
        "<quota>boot</quota><grants><query>GRANT SYSTEM LISTEN ON *.*</query>" +
        "<query>GRANT SELECT ON system.numbers</query></grants></default>",
    );
  });
});

function createConfig(overrides: Partial<EngineConfig> = {}): EngineConfig {
  return {
    tablesPath: "/data/clickhouse",
    usersPath: "/data/run/users.xml",
    maxMemoryBytes: gibibyte,
    ...overrides,
  };
}
