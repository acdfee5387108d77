import { z } from "zod";
import { logLevels, type LogLevel } from "../../ops/logs/level.ts";
import { NeuronError } from "../../lib/errors.ts";
import type { Call, Result } from "../command.ts";
import { openControl } from "../control/client.ts";

const levelSchema = z.object({ level: z.enum(logLevels) });

/** Shows the level of the running neuron's log, or changes it. */
export async function changeLevel(call: Call): Promise<Result> {
  const wanted = wantedLevel(call);
  const client = await openControl(call);
  const { level } = await client.ask({
    path: "/log-level",
    answer: levelSchema,
    ...(wanted === undefined ? {} : { method: "PUT", body: { level: wanted } }),
  });
  call.print(level);
  return { level };
}

function wantedLevel({ options }: Call): LogLevel | undefined {
  const { level } = options;
  const wanted = logLevels.find((known) => known === level);
  if (wanted !== undefined || level === undefined) return wanted;
  throw new NeuronError("USAGE_INVALID", `${String(level)} is not one of ${logLevels.join(", ")}`);
}
