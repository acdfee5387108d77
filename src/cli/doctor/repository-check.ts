import type { Settings } from "../../config/settings.ts";
import { fail, pass, type Check } from "./check.ts";

/** Returns whether validators are told where the model's source is; they grade scores without it 0 (facts: aml-risk 7.1). */
export function judgeRepository({ githubUrl }: Pick<Settings["api"], "githubUrl">): Check {
  const name = "repository";
  if (githubUrl !== "") return pass(name, `Validators are told that the model's source is at ${githubUrl}`);
  return fail(
    name,
    "api.github_url is empty: validators want to know where the model's source is, and grade 0 without it",
    "Set GITHUB_URL to your repository's address, and restart the neuron",
  );
}
