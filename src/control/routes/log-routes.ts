import { z } from "zod";
import { logLevels } from "../../ops/logs/level.ts";
import type { ControlDeps } from "../control-deps.ts";
import { json, type ControlRoute } from "../server/request.ts";
import { parseBody } from "./parse.ts";

const levelBody = z.object({ level: z.enum(logLevels) });
const afterSchema = z.coerce.number().int().min(0).catch(0);

/** Returns the routes about the log: its last lines, and its level, which lasts until the neuron ends. */
export function createLogRoutes({ logs }: Pick<ControlDeps, "logs">): ControlRoute[] {
  return [
    {
      method: "GET",
      path: "/logs",
      access: "token",
      handle: ({ query }) => json({ lines: logs.recentLines(afterSchema.parse(query.get("after") ?? 0)) }),
    },
    { method: "GET", path: "/log-level", access: "token", handle: () => json({ level: logs.level() }) },
    {
      method: "PUT",
      path: "/log-level",
      access: "token",
      handle: ({ body }) => {
        const { level } = parseBody(levelBody, body);
        logs.setLevel(level);
        return json({ level });
      },
    },
  ];
}
