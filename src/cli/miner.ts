import { inWorkshop, untilStopped, type CommandDefinition } from "./command.ts";

export const minerCommand: CommandDefinition = {
  name: "miner",
  summary: "run the neuron: serve what is published until told to stop",
  run: (call) =>
    inWorkshop(call, async (workshop) => {
      const axon = await workshop.startAxon(call.shell.signal);
      await untilStopped(call.shell);
      call.tools.logger.info("Stopping");
      await axon.stop();
      return { stopped: true };
    }),
};
