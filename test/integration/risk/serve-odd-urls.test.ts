import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import type { Database } from "../../../src/store/database.ts";
import { riskRoutes } from "../../../src/subnets/risk/serve/risk-routes.ts";
import { testDatabase, type TestDatabase } from "../../support/engine.ts";
import { ask } from "../../support/http.ts";
import { createRun, publishRun } from "../../support/published.ts";
import { startRiskApi } from "../../support/risk-api.ts";

const errorBody = z.strictObject({
  detail: z.union([
    z.string(),
    z.array(z.strictObject({ loc: z.array(z.string()), msg: z.string(), type: z.string() })).min(1),
  ]),
});

describe(`${riskRoutes.name}: odd URLs`, () => {
  let database: Database;
  let store: TestDatabase;
  let api: Awaited<ReturnType<typeof startRiskApi>>;

  before(async () => {
    store = await testDatabase();
    ({ database } = store);
    await publishRun(database, createRun());
    api = await startRiskApi(new Map([["torus", database]]));
    await api.index.refresh();
  });
  after(async () => {
    await api.stop();
    await store.dispose();
  });

  const refused = [
    "/scores/alerts/%00",
    "/scores/alerts/%zz",
    "/scores/alerts/%",
    "/scores/alerts/%ff%fe",
    "/scores/alerts/torus%2F2025-10-30",
    "/scores/alerts/..%2f..%2f",
    "/scores/alerts/constructor/latest",
    "/scores/alerts/2025-10-30/%00",
    "/scores/alerts/2025-10-30/..%2f..%2f",
    "/scores/alerts/2025-10-30/'%20OR%201=1",
    "/scores/alerts/2025-10-30/%7Bx:String%7D",
    "/scores/alerts/__proto__/2025-10-30/alert",
    "/scores/alerts/latest?explain=%00",
    "/networks/__proto__",
    "/networks/%F0%9F%92%A9",
    "/scores/alerts/latest?network=__proto__",
    "/scores/alerts/latest?limit=1&limit=2",
    "/scores/alerts/latest?window_days=%zz",
    "/scores/alerts/2025-10-30'%20OR%201=1",
    `/scores/alerts/${"9".repeat(8_000)}`,
    "//scores/alerts/latest",
    "/scores//alerts/latest",
    "/SCORES/%2e%2e/x",
    "*",
  ];
  for (const path of refused) {
    it(`refuses ${path.slice(0, 60)}`, async () => {
      const { status, text } = await ask(api.url, path);
      expect(status).to.be.within(400, 499);
      expect(errorBody.safeParse(JSON.parse(text)).success).to.equal(true);
    });
  }

  it("ignores parameters that it does not know, whatever they are called", async () => {
    for (const query of [
      "__proto__=1",
      "constructor[prototype]=1",
      "a[b][c]=1",
      "&&&==",
      "%zz=%zz",
      "network[]=doge",
    ]) {
      expect((await ask(api.url, `/scores/alerts/latest?${query}`)).status, query).to.equal(200);
    }
  });

  it("answers any path and query with JSON, and never with a 500", async () => {
    const known = [
      "scores",
      "alerts",
      "rankings",
      "clusters",
      "networks",
      "models",
      "metadata",
      "download",
      "torus",
      "latest",
    ];
    const odd = fc.stringMatching(/^[!-"$->@-~]{0,12}$/);
    const segment = fc.oneof(fc.constantFrom(...known, "2025-10-30", "alert_scorer", "%2e%2e", "%00"), odd);
    const pair = fc.tuple(fc.constantFrom("network", "limit", "offset", "window_days", "x"), odd);
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { maxLength: 5 }),
        fc.array(pair, { maxLength: 4 }),
        async (path, pairs) => {
          const query = pairs.map(([name, value]) => `${name}=${value}`).join("&");
          const { status, text } = await ask(api.url, `/${path.join("/")}?${query}`);
          expect([200, 400, 404, 422]).to.include(status);
          if (status !== 200) errorBody.parse(JSON.parse(text));
        },
      ),
      { numRuns: 400 },
    );
  });
});
