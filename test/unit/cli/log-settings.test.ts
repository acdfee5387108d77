import { expect } from "chai";
import { quietLog } from "../../../src/cli/log-settings.ts";
import { loadConfig } from "../../../src/config/load.ts";

describe(quietLog.name, () => {
  it("logs what goes wrong alone", async () => {
    expect(quietLog(await config({})).level).to.equal("warn");
  });

  it("leaves a level that somebody chose, the usual one too", async () => {
    expect(quietLog(await config({ "log.level": "info" })).level).to.equal("info");
  });

  it("speaks in words, wherever they go, unless somebody chose otherwise", async () => {
    expect(quietLog(await config({})).format).to.equal("text");
    expect(quietLog(await config({ "log.format": "json" })).format).to.equal("json");
  });
});

function config(flags: Record<string, string>) {
  return loadConfig({ directory: "/nowhere", environment: {}, flags });
}
