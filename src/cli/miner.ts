import { hasChain } from "../config/subtensor.ts";
import type { Identity } from "./chain/identity.ts";
import { inWorkshop, untilStopped, type Call, type CommandDefinition, type Result } from "./command.ts";

export const minerCommand: CommandDefinition = {
  name: "miner",
  summary: "run the neuron: announce its axon and serve what is published until told to stop",
  run: (call) => asNeuron(call, (identity) => serve(call, identity)),
};

/** Runs work as the registered neuron of the settings, or as nobody where they name no chain. */
export async function asNeuron<Outcome>(
  call: Call,
  work: (identity: Identity | undefined) => Promise<Outcome>,
): Promise<Outcome> {
  if (hasChain(call.config.settings.subtensor)) {
    // The chain's library takes longer to load than most commands to run.
    const { withIdentity } = await import("./chain/identity.ts");
    return withIdentity(call, work);
  }
  call.tools.logger.warn("No chain is configured: validators will not find this neuron");
  return work(undefined);
}

function serve(call: Call, identity: Identity | undefined): Promise<Result> {
  return inWorkshop(call, async (workshop) => {
    const axon = await workshop.startAxon(call.shell.signal, identity);
    await identity?.announce(axon.port);
    await untilStopped(call.shell);
    call.tools.logger.info("Stopping");
    await axon.stop();
    return { stopped: true };
  });
}
