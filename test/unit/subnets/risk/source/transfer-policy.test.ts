import { expect } from "chai";
import { describe, it } from "mocha";
import { type ErrorCode, NeuronError } from "../../../../../src/lib/errors.ts";
import {
  defaultTransferPolicy,
  withRetries,
} from "../../../../../src/subnets/risk/source/transfer-policy.ts";
import { codeOf } from "../../../../support/errors.ts";

const policy = { ...defaultTransferPolicy, retries: 2, retryDelayMs: 1 };
const { signal } = new AbortController();

describe(withRetries.name, () => {
  it("returns the first success", async () => {
    const { work, attempts } = failing("SOURCE_UNAVAILABLE", 2);
    await withRetries(policy, signal, work);
    expect(attempts()).to.equal(3);
  });

  it("ends with the last failure when the retries are used up", async () => {
    const { work, attempts } = failing("SOURCE_UNAVAILABLE", 9);
    expect(await codeOf(withRetries(policy, signal, work))).to.equal("SOURCE_UNAVAILABLE");
    expect(attempts()).to.equal(3);
  });

  for (const code of ["SOURCE_DENIED", "BATCH_REJECTED"] as const) {
    it(`does not try again after ${code}`, async () => {
      const { work, attempts } = failing(code, 9);
      expect(await codeOf(withRetries(policy, signal, work))).to.equal(code);
      expect(attempts()).to.equal(1);
    });
  }

  it("does not try again after an error that nobody foresaw", async () => {
    let attempts = 0;
    const work = () => Promise.reject(new Error(`bug ${(attempts += 1)}`));
    expect(await withRetries(policy, signal, work).catch(String)).to.equal("Error: bug 1");
  });
});

function failing(code: ErrorCode, times: number) {
  let attempts = 0;
  return {
    attempts: () => attempts,
    work: () => {
      attempts += 1;
      return attempts > times ? Promise.resolve() : Promise.reject(new NeuronError(code, "failed"));
    },
  };
}
