import { expect } from "chai";
import { answerToFailure } from "../../../src/axon/failure.ts";
import { notFound, unprocessable } from "../../../src/axon/http-error.ts";
import { NeuronError } from "../../../src/lib/errors.ts";

describe(answerToFailure.name, () => {
  it("keeps what a handler worded itself", () => {
    const error = notFound("No scores found for processing_date: 2025-10-30");
    expect(answerToFailure(error)).to.equal(error);
  });

  it("keeps the parameters at fault", () => {
    const issue = { loc: ["query", "network"], msg: "Field required", type: "missing" };
    expect(answerToFailure(unprocessable(issue))).to.include({ status: 422 });
  });

  for (const code of ["STORE_UNAVAILABLE", "ENGINE_FAILED"] as const) {
    it(`answers ${code} with 503 and when to come back`, () => {
      const answer = answerToFailure(new NeuronError(code, "connect ECONNREFUSED 10.0.0.7:8123"));
      expect(answer).to.include({ status: 503, detail: "Database connection failed" });
      expect(answer.headers).to.have.property("Retry-After");
    });
  }

  for (const error of [
    new NeuronError("STORE_QUERY_FAILED", "secret"),
    new Error("secret"),
    "secret",
    undefined,
  ]) {
    it(`tells nothing of ${String(error)}`, () => {
      expect(answerToFailure(error)).to.include({ status: 500, detail: "Internal server error" });
    });
  }

  it("answers a request that could not be read with the HTTP library's status", () => {
    const error = Object.assign(new URIError("Failed to decode param '%zz'"), { status: 400 });
    expect(answerToFailure(error)).to.include({ status: 400, detail: "Bad Request" });
  });
});
