import { NeuronError } from "../../lib/errors.ts";
import type { ControlDeps } from "../control-deps.ts";
import { isReady, judgeHealth } from "../health.ts";
import { json, type ControlRoute } from "../server/request.ts";

/** Returns the routes that tell how the neuron does. Monitors on this machine need no token for the first three. */
export function createStateRoutes({ facts, metrics, ...deps }: ControlDeps): ControlRoute[] {
  return [
    {
      method: "GET",
      path: "/health",
      access: "local",
      handle: async () => {
        const health = judgeHealth(await facts());
        return json(health, health.status === "unhealthy" ? 503 : 200);
      },
    },
    {
      method: "GET",
      path: "/ready",
      access: "local",
      handle: async () => {
        const ready = isReady(await facts());
        return json({ ready }, ready ? 200 : 503);
      },
    },
    {
      method: "GET",
      path: "/metrics",
      access: "local",
      handle: async () => {
        const { type, text } = await metrics(await facts());
        return { status: 200, type, body: text };
      },
    },
    {
      method: "GET",
      path: "/status",
      access: "token",
      handle: async () => {
        const now = await facts();
        return json({ facts: now, health: judgeHealth(now) });
      },
    },
    {
      method: "GET",
      path: "/networks/{network}/score-distribution",
      access: "token",
      handle: async ({ params: { network = "" } }) => json(await requireDistribution(deps, network)),
    },
    { method: "GET", path: "/config", access: "token", handle: () => json({ settings: deps.settings }) },
  ];
}

async function requireDistribution(
  { findScoreDistribution }: Pick<ControlDeps, "findScoreDistribution">,
  network: string,
) {
  const distribution = await findScoreDistribution(network);
  if (distribution !== undefined) return distribution;
  throw new NeuronError("BATCH_NOT_FOUND", `Nothing is published for ${network}. Run: neuron score`);
}
