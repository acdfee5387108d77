import { join, resolve } from "node:path";
import { Insight } from "./insight.ts";
import { createNextTraining } from "./next-training.ts";
import { createAxon, type AxonSettings } from "../src/axon/create-axon.ts";
import type { NeuronIdentity, RunningAxon, Tools } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import type { Store } from "../src/store/store.ts";
import { Lifecycle } from "../src/lib/lifecycle.ts";
import type { ControlParts } from "../src/cli/shell.ts";
import type { ScoreDistribution } from "../src/control/control-deps.ts";
import type { NeuronMetrics } from "../src/ops/metrics/neuron-metrics.ts";
import type { NeuronFacts } from "../src/ops/neuron-facts.ts";
import { PublicationIndex } from "../src/subnets/risk/serve/publication-index.ts";
import { PublicationWatch } from "../src/subnets/risk/serve/publication-watch.ts";
import { ResultReader } from "../src/subnets/risk/serve/result-reader.ts";
import { riskRoutes } from "../src/subnets/risk/serve/risk-routes.ts";
import { readScoreDistribution } from "../src/subnets/risk/serve/score-distribution.ts";
import { riskSynapses } from "../src/subnets/risk/serve/risk-synapses.ts";
import { TrackRecords } from "../src/subnets/risk/serve/track-records.ts";

/** How often the publications of other processes are looked for. */
const publicationPollMs = 2_000;
const bytesPerMegabyte = 1_000_000;
/** Pages have a cache of their own, so that no caller's paging drives the whole documents out. */
const pageShareOfCache = 1 / 8;

const apiInfo = {
  title: "AML risk scores",
  description: "Scores of suspicious-activity alerts and their clusters, computed once per batch.",
};

export interface AxonOptions {
  readonly tools: Tools;
  /** Undefined without a chain: only open access can be served then. */
  readonly identity: NeuronIdentity | undefined;
  readonly signal: AbortSignal;
}

/** What can be told of a neuron that serves. */
export interface RunningInsight {
  openMetrics(): Promise<NeuronMetrics>;
  facts(jobs: ControlParts["jobs"]): Promise<NeuronFacts>;
  findScoreDistribution(network: string): Promise<ScoreDistribution | undefined>;
}

/** Starts the axon on an open store and returns it once it listens. */
export async function startAxon(
  store: Store,
  settings: Settings,
  { tools, identity, signal }: AxonOptions,
): Promise<RunningAxon & { readonly insight: RunningInsight }> {
  const { clock, logger } = tools;
  const insight = new Insight({ tools, settings, identity });
  const databases = new Map(settings.networks.map((network) => [network, store.database(network)]));
  const index = new PublicationIndex({ databases, logger });
  const records = new TrackRecords(databases);
  const cacheBytes = settings.axon.cacheMegabytes * bytesPerMegabyte;
  const results = new ResultReader(
    { databases, index, logger },
    {
      documentCacheBytes: cacheBytes * (1 - pageShareOfCache),
      pageCacheBytes: cacheBytes * pageShareOfCache,
    },
  );
  const neuronHealth = identity && (() => identity.health());
  const findNextTraining = createNextTraining(settings, clock);
  const api = {
    deps: { databases, index, results, clock, neuronHealth, findNextTraining },
    settings: {
      access: settings.axon.access,
      apiVersion: settings.api.version,
      windowDays: settings.windowDays,
      modelDirectory: join(resolve(settings.dataDir), "trained_models"),
      githubUrl: settings.api.githubUrl,
      commitHash: settings.api.commitHash,
    },
  };
  const watch = new PublicationWatch({ index, results, clock, logger }, { pollMs: publicationPollMs });
  const axon = createAxon(
    {
      routes: riskRoutes(api.deps, api.settings),
      synapses: riskSynapses(api.deps, api.settings),
      identity,
      observer: (request) => insight.observe(request),
      clock,
      logger,
    },
    axonSettings(settings),
  );
  const lifecycle = new Lifecycle([watch, axon], logger);
  await lifecycle.start(signal);
  const url = axon.url();
  return {
    url,
    port: Number(new URL(url).port),
    stop: () => lifecycle.stop(),
    insight: {
      openMetrics: () => insight.openMetrics(),
      facts: (jobs) => insight.facts({ databases, index, records, axon, engine: store.engine, jobs }),
      findScoreDistribution: async (network) => {
        const publication = index.findPublication(network, settings.windowDays, "latest");
        if (publication === undefined) return undefined;
        const steps = await readScoreDistribution(store.database(network), publication);
        return { processingDate: publication.processingDate, steps };
      },
    },
  };
}

function axonSettings({ axon, api, auth, admission, guard, dataDir, shutdown }: Settings): AxonSettings {
  const { tlsCert, tlsKey } = axon;
  return {
    server: {
      ...axon,
      drainMs: shutdown.drainSeconds * 1_000,
      info: { ...apiInfo, version: api.version },
      tls: tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey },
    },
    auth,
    admission,
    guard,
    dataDirectory: resolve(dataDir),
  };
}
