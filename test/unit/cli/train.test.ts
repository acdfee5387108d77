import { expect } from "chai";
import { parseDuration } from "../../../src/cli/train.ts";
import { asNeuronError } from "../../../src/lib/errors.ts";

describe(parseDuration.name, () => {
  it("takes seconds, minutes and hours", () => {
    expect(["90s", "10m", "2h", "0s"].map(parseDuration)).to.deep.equal([90_000, 600_000, 7_200_000, 0]);
  });

  for (const text of ["", "10", "m", "10d", "-5m", "1.5h", " 10m", "10m ", "10 m", "1234567s", "10M"]) {
    it(`refuses "${text}"`, () => {
      expect(() => parseDuration(text))
        .to.throw()
        .that.satisfies((error: unknown) => {
          return asNeuronError(error).code === "USAGE_INVALID";
        });
    });
  }
});
