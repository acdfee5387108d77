import { NeuronError } from "../lib/errors.ts";

/** One thing wrong with the configuration. */
export interface Problem {
  /** Where it is, for people: `environment API_PORT`. */
  readonly origin: string;
  /** What is wrong; goes on after the origin. Never holds a secret. */
  readonly message: string;
}

/** Returns the CONFIG_INVALID error that lists all problems, one a line. */
export function configInvalid(problems: readonly Problem[]): NeuronError {
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  const lines = problems.map(({ origin, message }) => `  ${origin}: ${message}`);
  return new NeuronError("CONFIG_INVALID", [`The configuration has ${count}:`, ...lines].join("\n"), {
    context: { problems },
  });
}
