import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { NeuronError } from "../../../src/lib/errors.ts";
import { replaceSettingsTable, settingsTable } from "../../../src/config/settings-table.ts";
import { namedSettings } from "../../../src/config/settings.ts";

describe(settingsTable.name, () => {
  it("has a row for every setting, all of one width", () => {
    const lines = settingsTable().split("\n");
    expect(lines).to.have.lengthOf(namedSettings.length + 2);
    expect(new Set(lines.map((line) => line.length)).size).to.equal(1);
    expect(lines.find((line) => line.includes("axon.port"))?.replace(/ +/g, " ")).to.equal(
      "| `axon.port` | `--axon.port` | `AXON_PORT`, `API_PORT` | `8091` | Port that the axon listens on; 0 takes a free one. |",
    );
  });
});

describe(replaceSettingsTable.name, () => {
  it("finds the documentation's table as the definition makes it (else: node dist/src/config/write-settings-table.js)", async () => {
    const readme = await readFile(new URL("../../../../docs/configuration.md", import.meta.url), "utf8");
    expect(replaceSettingsTable(readme)).to.equal(readme);
  });

  it("replaces what stands between the markers and keeps the rest", () => {
    const made = replaceSettingsTable(
      "before\n<!-- settings:start -->\nstale\n<!-- settings:end -->\nafter\n",
    );
    expect(made).to.equal(
      `before\n<!-- settings:start -->\n\n${settingsTable()}\n\n<!-- settings:end -->\nafter\n`,
    );
  });

  it("refuses a text without its markers", () => {
    for (const text of ["", "<!-- settings:start -->", "<!-- settings:end --><!-- settings:start -->"]) {
      expect(() => replaceSettingsTable(text))
        .to.throw(NeuronError)
        .with.property("code", "USAGE_INVALID");
    }
  });
});
