import type { JobDeps } from "../job-deps.ts";
import type { ModelRegistry } from "./registry.ts";

/** What is needed besides where models are entered or looked up. */
export interface ModelDeps extends JobDeps {
  readonly registry: ModelRegistry;
}
