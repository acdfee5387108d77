import { expect } from "chai";
import { Insight } from "../../../neurons/insight.ts";
import { resolveConfig } from "../../../src/config/resolve.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { createFacts } from "../../support/facts.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { createRequest } from "../../support/finished-request.ts";

describe(Insight.name, () => {
  it("counts what was answered before there were metrics, and counts it once", async () => {
    const tools = { clock: new FakeClock(), logger: silentLogger() };
    const insight = new Insight({ tools, settings: resolveConfig([]).settings, identity: undefined });
    insight.observe(createRequest());
    await insight.openMetrics();
    insight.observe(createRequest());
    const metrics = await insight.openMetrics();
    expect(await metrics.render(createFacts())).to.match(/^neuron_requests_total\{.*\} 2$/m);
  });
});
