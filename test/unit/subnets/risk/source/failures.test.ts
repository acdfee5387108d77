import { expect } from "chai";
import { describe, it } from "mocha";
import { NeuronError } from "../../../../../src/lib/errors.ts";
import { statusFailure, transportFailure } from "../../../../../src/subnets/risk/source/failures.ts";

describe(statusFailure.name, () => {
  for (const status of [401, 403, 400, 405, 451]) {
    it(`takes ${status} for a refusal that asking again does not change`, () => {
      expect(statusFailure("x", status).code).to.equal("SOURCE_DENIED");
    });
  }

  for (const status of [408, 429, 500, 502, 503, 599]) {
    it(`takes ${status} for a failure that passes`, () => {
      expect(statusFailure("x", status).code).to.equal("SOURCE_UNAVAILABLE");
    });
  }
});

describe(transportFailure.name, () => {
  it("names the reason that fetch keeps as a cause", () => {
    const failure = transportFailure(
      "x",
      new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }),
    );
    expect(failure.code).to.equal("SOURCE_UNAVAILABLE");
    expect(failure.message).to.include("ECONNREFUSED");
  });

  it("leaves our own errors as they are", () => {
    const denied = new NeuronError("SOURCE_DENIED", "no");
    expect(transportFailure("x", denied)).to.equal(denied);
  });
});
