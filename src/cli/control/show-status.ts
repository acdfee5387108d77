import { z } from "zod";
import { healthSchema } from "../../control/health.ts";
import { NeuronError } from "../../lib/errors.ts";
import { neuronFactsSchema } from "../../ops/neuron-facts.ts";
import type { Call, Result } from "../command.ts";
import { openControl, type ControlClient } from "./client.ts";
import { linesOf, statusScreen } from "./status-screen.ts";

const statusSchema = z.object({ facts: neuronFactsSchema, health: healthSchema });

/** Shows how the running neuron does. Says so, and throws nothing, when none runs. */
export async function showStatus(call: Call): Promise<Result> {
  const found = await findRunning(call);
  if ("reason" in found) {
    call.print(`Not running: ${found.reason}`);
    call.print("neuron logs says how the last one ended; neuron doctor looks at everything that it needs");
    return { running: false, reason: found.reason };
  }
  const { client, status } = found;
  const { columns } = call.shell.stdout;
  for (const line of statusScreen(status.facts, status.health, columns)) call.print(line);
  call.print("");
  for (const line of linesOf({ label: "Dashboard", text: dashboardUrl(client, call) }, columns))
    call.print(line);
  return { running: true, control: client.url, ...status };
}

async function findRunning(
  call: Call,
): Promise<{ reason: string } | { client: ControlClient; status: z.infer<typeof statusSchema> }> {
  try {
    const client = await openControl(call);
    return { client, status: await client.ask({ path: "/status", answer: statusSchema }) };
  } catch (error) {
    if (error instanceof NeuronError && error.code === "PEER_UNAVAILABLE") return { reason: error.message };
    throw error;
  }
}

/** The fragment never leaves the browser; it is shown to a person alone, so that no log gets to hold it. */
function dashboardUrl({ url, token }: ControlClient, { shell, options }: Call): string {
  return shell.stdout.isTerminal || options["token"] === true ? `${url}/#token=${token}` : url;
}
