import type { Fault } from "./fault.ts";

/** The neuron's process is killed at once, whatever it does; its process manager starts it again. */
export const killNeuron: Fault = {
  name: "kill -9 of the neuron",
  happen: ({ supervisor, outages, diary }) => {
    const { pid } = supervisor;
    const outage = outages.begin("neuron killed", diary.seconds);
    if (supervisor.kill()) diary.write("killed the neuron", { pid });
    else outage.until = outage.from;
    return Promise.resolve();
  },
};
