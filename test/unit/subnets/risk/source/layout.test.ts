import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  assertBatchKey,
  findDateOfMeta,
  labelsObject,
  metaObject,
  snapshotsPrefix,
  tableObject,
} from "../../../../../src/subnets/risk/source/layout.ts";
import { NeuronError } from "../../../../../src/lib/errors.ts";

const key = { network: "torus", processingDate: "2025-08-01", windowDays: 195 };

describe("layout", () => {
  it("places objects as the producer does", () => {
    expect(metaObject(key).path).to.equal("snapshots/torus/2025-08-01/195/META.json");
    expect(tableObject(key, "money_flows").path).to.equal(
      "snapshots/torus/2025-08-01/195/money_flows.parquet",
    );
    expect(labelsObject("torus").path).to.equal("address-labels/torus_address_labels.parquet");
  });

  it("ends a network's folder, so that no longer name continues it", () => {
    expect(snapshotsPrefix("torus")).to.equal("snapshots/torus/");
  });
});

describe(findDateOfMeta.name, () => {
  it("finds the date of a META.json of the window", () => {
    expect(findDateOfMeta("2025-08-01/195/META.json", 195)).to.equal("2025-08-01");
  });

  for (const path of [
    "2025-08-01/19/META.json",
    "2025-08-01/1950/META.json",
    "2025-08-01/195/alerts.parquet",
    "2025-08-01/195/old/META.json",
    "2025-13-01/195/META.json",
    "latest/195/META.json",
    "META.json",
    "",
  ]) {
    it(`finds none in ${JSON.stringify(path)}`, () => {
      expect(findDateOfMeta(path, 195)).to.equal(undefined);
    });
  }
});

describe(assertBatchKey.name, () => {
  for (const [field, value] of [
    ["network", "../torus"],
    ["network", "Torus"],
    ["network", ""],
    ["processingDate", "2025-02-30"],
    ["processingDate", "../2025"],
    ["windowDays", 0],
    ["windowDays", 1.5],
    ["windowDays", NaN],
  ] as const) {
    it(`refuses ${JSON.stringify(value)} as ${field}`, () => {
      expect(() => assertBatchKey({ ...key, [field]: value }))
        .to.throw(NeuronError)
        .with.property("code", "USAGE_INVALID");
    });
  }

  it("lets no key lead out of its folder", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (network, processingDate) => {
        try {
          const { path } = metaObject({ network, processingDate, windowDays: 7 });
          expect(path).to.match(/^snapshots\/[a-z0-9_]+\/[0-9-]{10}\/7\/META\.json$/);
        } catch (error) {
          expect(error).to.be.instanceOf(NeuronError);
        }
      }),
    );
  });
});
