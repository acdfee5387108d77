import { resolve } from "node:path";
import { makeWorld } from "../../devnet/world/make-world.ts";
import type { Settings } from "../../config/settings.ts";
import { NeuronError } from "../../lib/errors.ts";
import type { AcceptedBatch } from "../../subnets/risk/ingest/ledger.ts";
import { inWorkshop, type Call, type CommandDefinition } from "../command.ts";
import { isPortFree } from "../free-port.ts";
import { ingestDates } from "../ingest.ts";
import { quietLog } from "../log-settings.ts";
import { scoreDates } from "../score.ts";
import type { Workshop } from "../shell.ts";
import { trainRange } from "../train.ts";

/** Thirty days apart, so that each date but the last has the one by which validators grade it. */
const dates = ["2025-06-02", "2025-07-02", "2025-08-01", "2025-08-31", "2025-09-30"];
/** The last date that has the one by which validators grade it. */
const gradedDate = "2025-08-31";
const world = { dates, addresses: 700, seed: 7, labelShare: 0.3, metaForm: "exporter" } as const;

export const demoCommand: CommandDefinition = {
  options: [["--once", "end once the validator has set its weights, and serve no longer"]],
  run: async (call) => {
    await requirePort(call.config.settings.axon);
    const demo = withDemoSettings(await withQuietLog(call));
    return inWorkshop(demo, async (workshop) => {
      for (const network of demo.config.settings.networks) await publishWorld(demo, workshop, network);
      // The chain's library takes longer to load than most commands to run.
      const { serveDemo } = await import("./serve-demo.ts");
      return serveDemo(demo, workshop, { dates, gradedDate });
    });
  },
};

/** The axon would say so too, after half a minute of work. */
async function requirePort(axon: Settings["axon"]): Promise<void> {
  if (await isPortFree(axon)) return;
  const another = "or take another, for example: npm run demo -- --axon.port 0";
  throw new NeuronError(
    "LOCKED",
    `Port ${axon.port} cannot be taken: stop the program that holds it, ${another}`,
  );
}

/** Names reserved for examples lead nowhere (RFC 2606). */
const demoRepository = "https://example.org/demo-miner";

/** The story is told on standard output, wherever that goes. */
async function withQuietLog(call: Call): Promise<Call> {
  return { ...call, tools: await call.shell.createTools(quietLog(call.config)) };
}

/** The demo reads the world that it makes below the data directory, whatever source is configured. */
function withDemoSettings(call: Call): Call {
  const { settings } = call.config;
  const url = resolve(call.shell.workingDirectory, settings.dataDir, "demo-world");
  const demoSettings: Settings = {
    ...settings,
    source: { ...settings.source, url },
    // A miner that does not say where its model's source is fails the integrity gate.
    api: {
      ...settings.api,
      githubUrl: settings.api.githubUrl === "" ? demoRepository : settings.api.githubUrl,
    },
  };
  return { ...call, config: { ...call.config, settings: demoSettings } };
}

async function publishWorld(call: Call, workshop: Workshop, network: string): Promise<void> {
  const { shell, tools, config } = call;
  const { windowDays, source } = config.settings;
  const jobs = await workshop.jobsOf(network);
  refuseForeign(await jobs.acceptedBatches(windowDays), source.url);
  await makeWorld(
    { directory: source.url, network, windowDays, ...world },
    { signal: shell.signal, progress: tools.progress },
  );
  await ingestDates(call, { network, jobs, dates });
  await trainRange(call, { jobs, range: {} });
  await scoreDates(call, { network, jobs, dates });
}

/** Made-up scores must never stand among real ones. */
function refuseForeign(batches: readonly AcceptedBatch[], demoSource: string): void {
  const foreign = batches.find(({ source }) => source !== demoSource);
  if (foreign === undefined) return;
  throw new NeuronError(
    "USAGE_INVALID",
    `This data directory holds batches of ${foreign.source}. Give the demo one of its own: --data-dir DIRECTORY`,
  );
}
