import { expect } from "chai";
import { z } from "zod";
import { nameCustomError } from "../../../../src/chain/transaction/pool-errors.ts";
import { readFixture } from "../../../support/fixtures.ts";

describe(nameCustomError.name, () => {
  it("has the names of the vectors for the runtime that they are from", async () => {
    const vectors = await readFixture("chain/pool-errors", z.record(z.string(), z.string()));
    expect(Object.keys(vectors)).to.have.lengthOf(29);
    for (const [code, name] of Object.entries(vectors)) {
      expect(nameCustomError(Number(code), 425).name, code).to.equal(name);
    }
  });

  it("gives a number the meaning that it had before spec 233", () => {
    expect(nameCustomError(3, 218).name).to.equal("StakeTooLowToSetWeights");
    expect(nameCustomError(3, 233).name).to.equal("SubnetNotExists");
    expect(nameCustomError(5, 218).name).to.equal("TooManyRegistrationsThisInterval");
  });

  it("does not guess what a number means where it had no meaning yet", () => {
    expect(nameCustomError(12, 218).name).to.equal("UnknownPoolError12");
    expect(nameCustomError(12, 237).name).to.equal("UnknownPoolError12");
    expect(nameCustomError(200, 425).meaning).to.include("200");
  });
});
