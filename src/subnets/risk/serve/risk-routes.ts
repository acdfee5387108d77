import type { Route } from "../../../axon/route.ts";
import { createAlertRoutes } from "./alert-routes.ts";
import { createDateRoutes } from "./date-routes.ts";
import { createInfoRoutes } from "./info-routes.ts";
import { createModelRoutes } from "./model-routes.ts";
import { createNetworkRoutes } from "./network-routes.ts";
import { createResultRoutes } from "./result-routes.ts";
import type { RiskApiDeps, RiskApiSettings } from "./risk-api.ts";
import { createTrainingRoutes } from "./training-routes.ts";

/** Returns the read API of this subnet. */
export function riskRoutes(deps: RiskApiDeps, settings: RiskApiSettings): Route[] {
  const api = { ...deps, settings };
  return [
    ...createAlertRoutes(api),
    ...createResultRoutes(api),
    ...createDateRoutes(api),
    ...createNetworkRoutes(api),
    ...createModelRoutes(api),
    ...createTrainingRoutes(api),
    ...createInfoRoutes(api),
  ];
}
