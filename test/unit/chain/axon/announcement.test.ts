import { expect } from "chai";
import { z } from "zod";
import {
  announcedVersion,
  planAnnouncement,
  versionNumber,
  type WantedAxon,
} from "../../../../src/chain/axon/announcement.ts";
import type { AxonRecord } from "../../../../src/chain/axon/record.ts";
import { readFixture } from "../../../support/fixtures.ts";

describe(planAnnouncement.name, () => {
  it("serves at once when nothing was ever announced", () => {
    expect(planAnnouncement(undefined, wanted(), 50)).to.deep.equal({ action: "serve", earliestBlock: 0 });
  });

  it("keeps a record that is as wanted, however old", () => {
    expect(planAnnouncement(stored({ block: 1 }), wanted(), 50)).to.deep.equal({ action: "keep" });
  });

  for (const change of [{ ip: "8.8.4.4" }, { port: 8092 }, { version: 1 }, { protocol: 3 }]) {
    it(`serves when the record differs in ${Object.keys(change).join()}, after the rate limit`, () => {
      const plan = planAnnouncement(stored({ block: 100 }), wanted(change), 50);
      expect(plan).to.deep.equal({ action: "serve", earliestBlock: 150 });
    });
  }

  it("knows no wait without a limit", () => {
    const plan = planAnnouncement(stored({ block: 100 }), wanted({ port: 1 }), 0);
    expect(plan).to.deep.equal({ action: "serve", earliestBlock: 0 });
  });
});

describe(versionNumber.name, () => {
  it("makes the numbers of the vectors", async () => {
    const vectors = await readFixture(
      "chain/versions",
      z.array(z.object({ version: z.string(), as_int: z.number() })),
    );
    expect(vectors).to.have.lengthOf(8);
    for (const { version, as_int } of vectors) expect(versionNumber(version), version).to.equal(as_int);
  });

  it("announces a version to which Python callers apply their present rules", () => {
    expect(announcedVersion).to.equal(10_002_000);
  });
});

function wanted(overrides: Partial<WantedAxon> = {}): WantedAxon {
  return { ip: "8.8.8.8", port: 8091, version: 10_002_000, protocol: 4, ...overrides };
}

function stored(overrides: Partial<AxonRecord> = {}): AxonRecord {
  return { ...wanted(), block: 10, ...overrides };
}
