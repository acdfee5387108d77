import { NeuronError, type ErrorCode } from "../../src/lib/errors.ts";

/** Returns the code of the error that the work ends with, or undefined when it succeeds. Other errors are thrown. */
export async function codeOf(work: Promise<unknown>): Promise<ErrorCode | undefined> {
  return (await failureOf(work))?.code;
}

/** Returns the error that the work ends with, or undefined when it succeeds. Other errors are thrown. */
export async function failureOf(work: Promise<unknown>): Promise<NeuronError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof NeuronError) return error;
    throw error;
  }
}
