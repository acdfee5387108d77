import { readEnvironment, type Variables } from "../../../src/config/layer/environment.ts";
import { readFlags, type Flags } from "../../../src/config/layer/flags.ts";
import { readYaml } from "../../../src/config/layer/yaml.ts";
import { resolveConfig, type Config } from "../../../src/config/resolve.ts";

export interface Sources {
  readonly yaml?: string;
  readonly dotEnv?: Variables;
  readonly environment?: Variables;
  readonly flags?: Flags;
}

/** Resolves the sources in their order of precedence, without any file. */
export function resolveSources({
  yaml = "",
  dotEnv = {},
  environment = {},
  flags = {},
}: Sources = {}): Config {
  return resolveConfig([
    readYaml(yaml, "x.yaml"),
    readEnvironment(dotEnv, ".env"),
    readEnvironment(environment, "environment"),
    readFlags(flags),
  ]);
}
