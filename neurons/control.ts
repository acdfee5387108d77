import { resolve } from "node:path";
import { bansDirectoryIn } from "../src/axon/guard/ban-files.ts";
import type { ControlParts, RunningControl, Tools } from "../src/cli/shell.ts";
import { describeSettings } from "../src/config/describe.ts";
import type { Config } from "../src/config/resolve.ts";
import { createControl } from "../src/control/create-control.ts";
import { controlFilesIn } from "../src/control/server/token-file.ts";
import type { RunningInsight } from "./axon.ts";

/** Starts the control API of a running neuron; returns undefined where it is switched off. */
export async function startControl(
  insight: RunningInsight,
  config: Config,
  { tools, jobs, signal }: ControlParts & { readonly tools: Tools },
): Promise<RunningControl | undefined> {
  const { control, dataDir } = config.settings;
  if (!control.enabled) return undefined;
  const { clock, logger, logs } = tools;
  const metrics = await insight.openMetrics();
  metrics.includeProcess();
  const stopCounting = jobs?.onChange((run) => metrics.countJobRun(run));
  const server = createControl(
    {
      facts: () => insight.facts(jobs),
      metrics: async (facts) => ({ type: metrics.contentType, text: await metrics.render(facts) }),
      jobs,
      logs,
      settings: describeSettings(config),
      bansDirectory: bansDirectoryIn(resolve(dataDir)),
      clock,
      findScoreDistribution: (network) => insight.findScoreDistribution(network),
      logger,
    },
    { host: control.host, port: control.port, files: controlFilesIn(resolve(dataDir)) },
  );
  await server.start(signal);
  return {
    url: server.url(),
    stop: async () => {
      stopCounting?.();
      await server.stop();
    },
  };
}
