import { z } from "zod";
import { logLevels } from "../../ops/logs/level.ts";
import type { Call, Result } from "../command.ts";
import { openControl } from "../control/client.ts";

const levelSchema = z.object({ level: z.enum(logLevels) });

/** Shows the level of the running neuron's log, or changes it. */
export async function changeLevel(call: Call): Promise<Result> {
  const client = await openControl(call);
  const { level: wanted } = call.options;
  const { level } = await client.ask({
    path: "/log-level",
    answer: levelSchema,
    ...(wanted === undefined ? {} : { method: "PUT", body: { level: wanted } }),
  });
  call.print(level);
  return { level };
}
