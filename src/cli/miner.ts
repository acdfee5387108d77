import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { hasChain } from "../config/subtensor.ts";
import { acquireDataLock } from "../lib/data-lock.ts";
import { DiskReserve, giveWay } from "../lib/disk-reserve.ts";
import { asNeuronError } from "../lib/errors.ts";
import type { JobRunner } from "../jobs/job-runner.ts";
import type { Startable } from "../lib/lifecycle.ts";
import { Lifecycle } from "../lib/lifecycle.ts";
import type { Identity } from "./chain/identity.ts";
import { logDirectoryIn } from "./logs/follow.ts";
import { untilStopped, type Call, type CommandDefinition, type Result } from "./command.ts";
import type { RunningAxon, RunningControl, Workshop } from "./shell.ts";

export const minerCommand: CommandDefinition = {
  isService: true,
  settings: ["source", "access", "axon.port", "axon.external_ip", "auto-register", "max-burn"],
  run: (call) =>
    owningDataDirectory(call, () =>
      withLogFiles(call, () =>
        besideWorkshop(call, (workshop) =>
          asNeuron(call, async (identity) => serve(call, await workshop, identity)),
        ),
      ),
    ),
};

/** Runs work with its log in files too, where the settings want them. */
async function withLogFiles<Outcome>(
  { config, shell, tools }: Call,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const { log, dataDir } = config.settings;
  const directory = logDirectoryIn(resolve(shell.workingDirectory, dataDir));
  const close = log.files ? tools.logs.keepFiles({ ...log, directory }) : undefined;
  try {
    return await work();
  } catch (error) {
    // Whoever looks for the reason looks here first, however the neuron was started.
    const { code, exitCode, message } = asNeuronError(error);
    if (!shell.signal.aborted) tools.logger.error("The neuron ends", { code, exitCode, reason: message });
    throw error;
  } finally {
    await close?.();
  }
}

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

/**
 * Runs work as the one neuron of a data directory, whose crashes leave their reports there. Throws LOCKED, naming the
 * process, while another neuron runs on it; single commands may go on beside it.
 */
async function owningDataDirectory<Outcome>(call: Call, work: () => Promise<Outcome>): Promise<Outcome> {
  const { config, shell } = call;
  const dataDirectory = resolve(config.settings.dataDir);
  await mkdir(dataDirectory, { recursive: true });
  await giveWay(dataDirectory);
  const lock = await acquireDataLock(dataDirectory, "neuron", "neuron miner");
  try {
    shell.reportCrashesTo(join(dataDirectory, "crash-reports"), secretsOf(call));
    return await work();
  } finally {
    await lock.release();
  }
}

function secretsOf({ config }: Call): string[] {
  return config.values
    .filter(({ named }) => named.setting.secret === true)
    .flatMap(({ value }) => (typeof value === "string" && value !== "" ? [value] : []));
}

/** Runs work while the workshop is being opened, which takes about as long as finding the chain; closes it afterwards. */
async function besideWorkshop<Outcome>(
  { shell, config, tools }: Call,
  work: (workshop: Promise<Workshop>) => Promise<Outcome>,
): Promise<Outcome> {
  const giveUp = new AbortController();
  const signal = AbortSignal.any([shell.signal, giveUp.signal]);
  const opening = shell.openWorkshop(config.settings, tools, { signal, serves: true });
  // Whoever awaits it learns of the failure; work that fails first does not.
  const opened = opening.catch(() => undefined);
  try {
    return await work(opening);
  } finally {
    giveUp.abort();
    await (await opened)?.close();
  }
}

async function serve(call: Call, workshop: Workshop, identity: Identity | undefined): Promise<Result> {
  const { shell, tools, config } = call;
  if (config.settings.api.githubUrl === "")
    tools.logger.warn("No api.github_url is set: validators grade scores without a repository 0");
  const { deadlineSeconds, drainSeconds } = config.settings.shutdown;
  const lifecycle = new Lifecycle(minerParts(call, workshop, identity), tools.logger, {
    clock: tools.clock,
    limitMs: Math.max(deadlineSeconds, drainSeconds + 1) * 1_000,
  });
  await lifecycle.start(shell.signal);
  await untilStopped(shell);
  tools.logger.info("Stopping");
  await lifecycle.stop();
  return { stopped: true };
}

/** In the order in which they start: what is published is served before anything new is made. */
function minerParts(call: Call, workshop: Workshop, identity: Identity | undefined): Startable[] {
  let axon: RunningAxon | undefined;
  let control: RunningControl | undefined;
  let jobs: JobRunner | undefined;
  return [
    {
      name: "axon",
      start: async (signal) => {
        axon = await workshop.startAxon(signal, identity);
      },
      stop: async () => axon?.stop(),
    },
    {
      name: "announcement",
      start: async () => {
        if (axon !== undefined) await identity?.announce(axon.port);
      },
      stop: () => Promise.resolve(),
    },
    {
      name: "control",
      start: async (signal) => {
        jobs = await workshop.createJobRunner();
        control = await workshop.startControl(call.config, { signal, jobs });
      },
      stop: async () => control?.stop(),
    },
    new DiskReserve(call.tools, resolve(call.config.settings.dataDir)),
    { name: "jobs", start: async (signal) => jobs?.start(signal), stop: async () => jobs?.stop() },
  ];
}
