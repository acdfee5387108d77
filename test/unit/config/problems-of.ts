import { expect } from "chai";
import { z } from "zod";
import { NeuronError } from "../../../src/lib/errors.ts";
import type { Problem } from "../../../src/config/problem.ts";

const problems = z.array(z.object({ origin: z.string(), message: z.string() }));

/** Returns what the CONFIG_INVALID that this throws lists; anything else fails the test. */
export function problemsOf(work: () => unknown): Problem[] {
  try {
    work();
  } catch (error) {
    return problemsIn(error);
  }
  return expect.fail("found no problem");
}

export function problemsIn(error: unknown): Problem[] {
  if (!(error instanceof NeuronError)) throw error;
  expect(error.code).to.equal("CONFIG_INVALID");
  expect(error.exitCode).to.equal(78);
  return problems.parse(error.context.problems);
}
