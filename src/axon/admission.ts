import { NeuronError } from "../lib/errors.ts";
import type { Route } from "./route.ts";

/**
 * The one place between the network and a route's handler where callers are authenticated and admitted. Only open
 * routes are accepted for now; any other throws CONFIG_INVALID before the server listens.
 */
export function requireAdmission({ path, access }: Pick<Route, "path" | "access">): void {
  if (access === "open") return;
  throw new NeuronError(
    "CONFIG_INVALID",
    `Access "${access}" of ${path} needs authentication, which is not built: set access to "open"`,
    { context: { path, access } },
  );
}
