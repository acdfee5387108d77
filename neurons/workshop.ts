import type { RunningInsight } from "./axon.ts";
import type { Tools, Workshop } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import { NeuronError } from "../src/lib/errors.ts";
import type { Store } from "../src/store/store.ts";

/**
 * Returns the jobs on an open store, and what serves it; closing it stops the store. Each part is loaded when it is
 * asked for, so that what is published is served before anything else is loaded.
 */
export function createWorkshop(store: Store, settings: Settings, tools: Tools): Workshop {
  const jobsOf = async (network: string) => {
    const { createNetworkJobs } = await import("./network-jobs.ts");
    return createNetworkJobs(settings, tools, { network, database: store.database(network) });
  };
  let insight: RunningInsight | undefined;
  return {
    databaseOf: (network) => store.database(network),
    startAxon: async (signal, identity) => {
      const { startAxon } = await import("./axon.ts");
      const axon = await startAxon(store, settings, { tools, identity, signal });
      insight = axon.insight;
      return axon;
    },
    inspect: async () => (await import("./inspect.ts")).inspectNetworks(store, settings, tools),
    startControl: async (config, parts) => {
      const { startControl } = await import("./control.ts");
      if (insight !== undefined) return startControl(insight, config, { ...parts, tools });
      throw new NeuronError("INTERNAL", "The control API needs a running axon");
    },
    jobsOf,
    createJobRunner: async () => {
      const { createJobRunner } = await import("./jobs.ts");
      return createJobRunner(settings, tools, jobsOf);
    },
    close: () => store.stop(),
  };
}
