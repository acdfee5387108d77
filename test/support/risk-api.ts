import { silentLogger } from "../../src/lib/logger.ts";
import { clusterSettings } from "../../src/store/cluster.ts";
import { DatabaseClients } from "../../src/store/clients.ts";
import { Database } from "../../src/store/database.ts";
import { PublicationIndex } from "../../src/subnets/risk/serve/publication-index.ts";
import type { ReadDatabase } from "../../src/subnets/risk/serve/read-database.ts";
import { ResultReader } from "../../src/subnets/risk/serve/result-reader.ts";
import type { RiskApiSettings } from "../../src/subnets/risk/serve/risk-api.ts";
import { riskRoutes } from "../../src/subnets/risk/serve/risk-routes.ts";
import { testLimits } from "./engine.ts";
import { FakeClock } from "./fake-clock.ts";
import { startAxon } from "./http.ts";

const testSettings: RiskApiSettings = {
  access: "open",
  apiVersion: "1.0.0",
  windowDays: 195,
  modelDirectory: "no-models",
  githubUrl: "https://example.org/miner",
  commitHash: "a1b2c3d4e5f6",
};

/** Serves the read API of these networks' databases on a free port; the test stops the server. */
export async function startRiskApi(
  databases: ReadonlyMap<string, ReadDatabase>,
  overrides: Partial<RiskApiSettings> = {},
) {
  const logger = silentLogger();
  const index = new PublicationIndex({ databases, logger });
  const cacheSettings = { documentCacheBytes: 10_000_000, pageCacheBytes: 1_000_000 };
  const results = new ResultReader({ databases, index, logger }, cacheSettings);
  const clock = new FakeClock(Date.UTC(2025, 9, 30, 22));
  const routes = riskRoutes({ databases, index, results, clock }, { ...testSettings, ...overrides });
  const server = await startAxon(routes);
  const stop = async () => {
    await server.stop();
    await results.settle();
  };
  return { url: server.url(), index, results, stop };
}

/** A database that can go away: its queries then go to a port on which nobody listens. */
export class LeavingDatabase implements ReadDatabase {
  isAway = false;
  readonly #present: Database;
  readonly #away = createUnreachableDatabase();

  constructor(present: Database) {
    this.#present = present;
  }

  rows: Database["rows"] = (row, sql, options) => this.#current.rows(row, sql, options);
  findRow: Database["findRow"] = (row, sql, options) => this.#current.findRow(row, sql, options);
  chunks: Database["chunks"] = (sql, options) => this.#current.chunks(sql, options);
  isReachable: Database["isReachable"] = () => this.#current.isReachable();

  get #current(): Database {
    return this.isAway ? this.#away : this.#present;
  }
}

/** Port 1 of loopback: reserved, and nobody's. */
function createUnreachableDatabase(): Database {
  const connection = { url: "http://127.0.0.1:1", user: "nobody", password: "" };
  const source = { connection: () => Promise.resolve(connection), reportLost: () => undefined };
  const clients = new DatabaseClients(source, { database: "gone", requestTimeoutMs: 1_000 });
  return new Database("gone", clients, { limits: testLimits, settings: clusterSettings(undefined) });
}
