import type { Logger } from "../lib/logger.ts";
import type { ControlDeps } from "./control-deps.ts";
import { createBanRoutes } from "./routes/ban-routes.ts";
import { createDashboardRoutes } from "./routes/dashboard-routes.ts";
import { createJobRoutes } from "./routes/job-routes.ts";
import { createLogRoutes } from "./routes/log-routes.ts";
import { createStateRoutes } from "./routes/state-routes.ts";
import { ControlServer, type ControlServerSettings } from "./server/control-server.ts";

/** Returns the control API with its dashboard; it does not listen yet. */
export function createControl(
  deps: ControlDeps & { readonly logger: Logger },
  settings: ControlServerSettings,
): ControlServer {
  const routes = [
    ...createStateRoutes(deps),
    ...createJobRoutes(deps),
    ...createLogRoutes(deps),
    ...createBanRoutes(deps),
    ...createDashboardRoutes(),
  ];
  return new ControlServer({ routes, logger: deps.logger }, settings);
}
