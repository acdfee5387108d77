import { resolve } from "node:path";
import type { Settings } from "../src/config/settings.ts";
import { scorerVersion, type OwnScorer, type ScorerProgram } from "../src/subnets/risk/scorer/settings.ts";

const millisecondsPerSecond = 1_000;

/** What programs need to find others, files and their language. Everything else may be a secret of ours. */
const handedOn = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV"];

/** Returns the operator's own scorer; undefined where the models score. */
export function ownScorer({ scorer }: Settings): OwnScorer | undefined {
  const program = programOf(scorer);
  if (program === undefined) return undefined;
  return {
    modelVersion: scorerVersion(scorer),
    program,
    featureFormat: scorer.features,
    timeoutMs: scorer.timeoutSeconds * millisecondsPerSecond,
    environment: Object.fromEntries(
      handedOn.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

/** The settings are checked to name what their kind needs. */
function programOf({ kind, module, command, url }: Settings["scorer"]): ScorerProgram | undefined {
  const [file, ...args] = command ?? [];
  if (kind === "module" && module !== undefined) return { kind, path: resolve(module) };
  if (kind === "command" && file !== undefined) return { kind, file, args };
  if (kind === "http" && url !== undefined) return { kind, url };
  return undefined;
}
