import { asNeuronError } from "../../lib/errors.ts";

/** What was found out about one thing that the neuron needs. */
export interface Check {
  readonly name: string;
  readonly status: "pass" | "warn" | "fail";
  /** What is so, and why that is good or bad. */
  readonly detail: string;
  /** What to do; empty where there is nothing to do. */
  readonly fix: string;
}

/** Returns a check that was passed. */
export function pass(name: string, detail: string): Check {
  return { name, status: "pass", detail, fix: "" };
}

/** Returns a check of something that works, but not for long or not well. */
export function warn(name: string, detail: string, fix: string): Check {
  return { name, status: "warn", detail, fix };
}

/** Returns a check of something without which the neuron does not do its work. */
export function fail(name: string, detail: string, fix: string): Check {
  return { name, status: "fail", detail, fix };
}

/** Returns what the work finds; when it cannot even look, that is the finding. */
export async function attempt(
  { name, fix }: Pick<Check, "name" | "fix">,
  work: () => Check | Promise<Check>,
): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = asNeuronError(error);
    return fail(name, `${message} (${code})`, fix);
  }
}
