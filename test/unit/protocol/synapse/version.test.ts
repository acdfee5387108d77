import { expect } from "chai";
import { z } from "zod";
import { sentVersion, versionInt } from "../../../../src/protocol/synapse/version.ts";
import { readFixture } from "../../../support/fixtures.ts";

const vectorsSchema = z.array(z.object({ version: z.string(), as_int: z.number() }));

describe(versionInt.name, () => {
  it("makes the numbers of the vectors", async () => {
    const vectors = await readFixture("protocol/versions", vectorsSchema);
    expect(vectors).to.have.lengthOf(8);
    for (const { version, as_int: number } of vectors) expect(versionInt(version)).to.equal(number);
  });

  it("sends one from which the nonce has an age", () => {
    expect(sentVersion).to.equal(10_002_000);
  });

  it("refuses what is no version", () => {
    for (const text of ["10", "10.2", "10.2.0rc1", "v10.2.0", ""]) {
      expect(() => versionInt(text))
        .to.throw()
        .with.property("code", "INTERNAL");
    }
  });
});
