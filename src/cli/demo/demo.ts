import { resolve } from "node:path";
import { NeuronError } from "../../lib/errors.ts";
import type { Settings } from "../../config/settings.ts";
import { makeWorld } from "../../devnet/world/make-world.ts";
import type { Identity } from "../chain/identity.ts";
import { inWorkshop, untilStopped, type Call, type CommandDefinition, type Result } from "../command.ts";
import { ingestDates } from "../ingest.ts";
import { absolutePath, selectedWallet, walletTools } from "../wallet/selection.ts";
import { scoreDates } from "../score.ts";
import type { AcceptedBatch } from "../../subnets/risk/ingest/ledger.ts";
import type { Target } from "../../dendrite/target.ts";
import { openHotkey } from "../../wallet/open-wallet.ts";
import type { Workshop } from "../shell.ts";
import type { DemoNeurons } from "./demo-chain.ts";
import { showEncounters } from "./encounters.ts";
import { invitationText } from "./invitation.ts";
import { countOf } from "../text.ts";
import { trainRange } from "../train.ts";

/** Thirty days apart, so that each date but the last has the one by which validators grade it. */
const dates = ["2025-06-02", "2025-07-02", "2025-08-01", "2025-08-31", "2025-09-30"];
/** The last date that has the one by which validators grade it. */
const gradedDate = "2025-08-31";
const world = { dates, addresses: 700, seed: 7, labelShare: 0.3, metaForm: "exporter" } as const;

export const demoCommand: CommandDefinition = {
  name: "demo",
  summary: "make a small world and a local chain, run the whole main job on them, and serve until stopped",
  options: [["--once", "end after printing what is served"]],
  run: (call) => {
    const demo = withDemoSource(call);
    return inWorkshop(demo, async (workshop) => {
      for (const network of demo.config.settings.networks) await publishWorld(demo, workshop, network);
      // The chain's library takes longer to load than most commands to run.
      const { onDemoChain } = await import("./demo-chain.ts");
      const { withIdentity } = await import("../chain/identity.ts");
      return onDemoChain(demo, (neurons) =>
        withIdentity(neurons.miner, (identity) => serve(neurons, workshop, identity)),
      );
    });
  },
};

async function serve(neurons: DemoNeurons, workshop: Workshop, identity: Identity): Promise<Result> {
  const { shell, config, options, print } = neurons.miner;
  const axon = await workshop.startAxon(shell.signal, identity);
  await identity.announce(axon.port);
  await showStanding(neurons.miner, identity);
  await meetValidator(neurons, axon.url, identity);
  const walletPath = absolutePath(config.settings.wallet.path, shell);
  const { address: hotkey } = identity.signer;
  print(invitationText({ shell }, { url: axon.url, hotkey, date: gradedDate, walletPath }));
  if (options["once"] !== true) await untilStopped(shell);
  await axon.stop();
  return { url: axon.url, networks: config.settings.networks, dates };
}

/** The miner's announced address leads nowhere: the validator is told where the axon listens. */
async function meetValidator({ validator }: DemoNeurons, url: string, { signer }: Identity): Promise<void> {
  const { networks, windowDays } = validator.config.settings;
  const { hostname: host, port, protocol } = new URL(url);
  const miner: Target & { readonly hotkey: string } = {
    host,
    port: Number(port),
    hotkey: signer.address,
    protocol: protocol === "https:" ? "https" : "http",
  };
  const hotkey = await openHotkey(selectedWallet(validator), walletTools(validator));
  try {
    const batch = { network: networks[0] ?? "", processingDate: gradedDate, windowDays };
    await showEncounters(validator, { miner, batch, validator: hotkey });
  } finally {
    hotkey.forget();
  }
}

const announcementTimeoutMs = 15_000;
const lookEveryMs = 200;

/** Waits until the chain has the axon's address, a block or two, and tells how the neuron stands. */
async function showStanding({ tools, shell, print }: Call, identity: Identity): Promise<void> {
  const givesUpAt = tools.clock.now() + announcementTimeoutMs;
  while (!identity.health().axonAnnounced && tools.clock.now() < givesUpAt) {
    await tools.clock.sleep(lookEveryMs, shell.signal);
  }
  const validators = identity.neurons().filter(({ validatorPermit }) => validatorPermit);
  print(
    identity.health().axonAnnounced ? "The chain has the axon's address" : "The axon is not announced yet",
  );
  print(
    `The metagraph knows ${countOf(identity.neurons().length, "neuron")}, ${countOf(validators.length, "validator")} among them`,
  );
}

/** Names reserved for examples lead nowhere (RFC 2606). */
const demoRepository = "https://example.org/demo-miner";

/** The demo reads the world that it makes below the data directory, whatever source is configured. */
function withDemoSource(call: Call): Call {
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
  const jobs = workshop.jobsOf(network);
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
