import { expect } from "chai";
import { NeuronError } from "../../../../src/lib/errors.ts";
import {
  checkWorldSettings,
  MAX_ADDRESSES,
  MIN_ADDRESSES,
  type WorldSettings,
} from "../../../../src/devnet/world/settings.ts";

describe(checkWorldSettings.name, () => {
  it("accepts a world at either end of its bounds", () => {
    checkWorldSettings(createSettings({ addresses: MIN_ADDRESSES, labelShare: 0 }));
    checkWorldSettings(createSettings({ addresses: MAX_ADDRESSES, labelShare: 1 }));
  });

  const refused: readonly [string, Partial<WorldSettings>][] = [
    ["network", { network: "../torus" }],
    ["windowDays", { windowDays: 0 }],
    ["dates", { dates: [] }],
    ["dates", { dates: ["2025-02-30"] }],
    ["dates", { dates: ["2025-08-31", "2025-08-01"] }],
    ["dates", { dates: ["2025-08-01", "2025-08-01"] }],
    ["addresses", { addresses: MIN_ADDRESSES - 1 }],
    ["addresses", { addresses: MAX_ADDRESSES + 1 }],
    ["seed", { seed: 0.5 }],
    ["labelShare", { labelShare: Number.NaN }],
  ];

  for (const [setting, overrides] of refused) {
    it(`refuses ${JSON.stringify(overrides)}`, () => {
      expect(() => checkWorldSettings(createSettings(overrides)))
        .to.throw(NeuronError)
        .that.deep.includes({ code: "USAGE_INVALID", context: { setting } });
    });
  }
});

function createSettings(overrides: Partial<WorldSettings>): WorldSettings {
  return {
    directory: "unused",
    network: "torus",
    windowDays: 195,
    dates: ["2025-08-01"],
    addresses: 900,
    seed: 1,
    labelShare: 0.1,
    metaForm: "exporter",
    ...overrides,
  };
}
