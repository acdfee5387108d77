import { join, resolve } from "node:path";
import { AxonKeeper, defaultAxonKeeperTimes } from "../../chain/axon/axon-keeper.ts";
import { ChainTime } from "../../chain/chain-time.ts";
import type { MetagraphChange } from "../../chain/metagraph/changes.ts";
import { defaultMetagraphTimes, Metagraph } from "../../chain/metagraph/metagraph.ts";
import { findKeptSnapshot } from "../../chain/metagraph/snapshot-file.ts";
import type { Neuron } from "../../chain/metagraph/snapshot.ts";
import type { Config } from "../../config/resolve.ts";
import type { NeuronHealth } from "../../chain/neuron-health.ts";
import { headAgeMs } from "../../chain/connection/state.ts";
import { formatTao } from "../../chain/values.ts";
import type { ChainFacts } from "../../ops/neuron-facts.ts";
import { isRegistered, notRegistered, type Registration } from "../../chain/registration/registered.ts";
import { openHotkey } from "../../wallet/open-wallet.ts";
import type { HotkeySigner } from "../../wallet/signer.ts";
import type { Call } from "../command.ts";
import type { NeuronIdentity } from "../shell.ts";
import { selectedWallet, walletTools } from "../wallet/selection.ts";
import { announceAsConfigured } from "./announce.ts";
import { registerHotkey } from "./register.ts";
import { withChain, type ConnectedChain } from "./with-chain.ts";

/** A node that is near answers in less; with one that does not, a neuron that was killed would be away for longer. */
const restartPatienceMs = 1_000;

const monotonicMs = (): number => performance.now();

/** The neuron's place on chain while it runs. */
export interface Identity extends NeuronIdentity {
  /** Returns who is on the subnet, as far as is known. */
  readonly neurons: () => readonly Neuron[];
  /** Announces the axon that listens on this port, and keeps it announced until the neuron stops. */
  announce(port: number): Promise<void>;
}

/**
 * Runs work as a registered neuron: with an open hotkey, a connection to the chain and a metagraph that stays fresh.
 * Throws NOT_REGISTERED, with the command that registers, when the chain says so. A chain that cannot be asked is no
 * reason: the neuron starts with the metagraph of its last run.
 */
export async function withIdentity<Result>(
  call: Call,
  work: (identity: Identity) => Promise<Result>,
): Promise<Result> {
  const hotkey = await openHotkey(selectedWallet(call), walletTools(call));
  try {
    const patienceMs = (await isKnown(call, hotkey.address)) ? restartPatienceMs : undefined;
    return await withChain(
      call,
      async (connected) => {
        const registration = await requireRegistration(call, connected, hotkey);
        return runNeuron(call, { connected, hotkey, registration }, work);
      },
      { isNeeded: false, patienceMs },
    );
  } finally {
    hotkey.forget();
  }
}

/** Whether the neuron was on the subnet a moment ago: then a chain that answers late need not keep it from serving. */
async function isKnown({ config, tools }: Call, hotkey: string): Promise<boolean> {
  const { admission, subtensor } = config.settings;
  const kept = await findKeptSnapshot(snapshotFileOf(config));
  if (kept?.snapshot.netuid !== subtensor.netuid) return false;
  const ageMs = Math.abs(tools.clock.now() - kept.takenAtMs);
  const isYoung = ageMs <= admission.maxMetagraphAgeSeconds * 1_000;
  return isYoung && kept.snapshot.neurons.some((neuron) => neuron.hotkey === hotkey);
}

function snapshotFileOf({ settings }: Config): string {
  return join(resolve(settings.dataDir), `metagraph-${settings.subtensor.netuid}.json`);
}

async function requireRegistration(
  call: Call,
  { chain }: ConnectedChain,
  hotkey: HotkeySigner,
): Promise<Registration> {
  const { logger } = call.tools;
  const { subtensor, registration: settings } = call.config.settings;
  const membership = { netuid: subtensor.netuid, hotkey: hotkey.address };
  const registration = await isRegistered(chain, membership);
  switch (registration.status) {
    case "registered":
      logger.info(`Running neuron on subnet: ${membership.netuid} with uid ${registration.uid}`, membership);
      return registration;
    case "unknown":
      logger.warn("Chain cannot be asked for the registration", {
        ...membership,
        reason: registration.reason,
      });
      return registration;
    case "absent":
      if (!settings.auto || settings.maxBurn === undefined)
        throw notRegistered(membership, registration.block);
      await registerHotkey({ ...call, options: { ...call.options, yes: true } });
      return isRegistered(chain, membership);
  }
}

interface Running {
  readonly connected: ConnectedChain;
  readonly hotkey: HotkeySigner;
  readonly registration: Registration;
}

async function runNeuron<Result>(
  call: Call,
  { connected, hotkey, registration }: Running,
  work: (identity: Identity) => Promise<Result>,
): Promise<Result> {
  const { tools, config, shell } = call;
  const { netuid } = config.settings.subtensor;
  const metagraph = new Metagraph(
    { ...tools, chain: connected.chain },
    {
      netuid,
      file: snapshotFileOf(config),
      ...defaultMetagraphTimes,
    },
  );
  const chainTime = new ChainTime({ ...tools, chain: connected.chain, monotonicMs });
  let port = config.settings.axon.port;
  const keeper = new AxonKeeper(
    {
      ...tools,
      announce: async (signal) => {
        const { outcome } = await announceAsConfigured(
          call,
          { ...connected, signal },
          { signer: hotkey, port },
        );
        return outcome;
      },
    },
    defaultAxonKeeperTimes,
  );
  metagraph.onChange((changes) => report(call, { changes, hotkey: hotkey.address, keeper }));
  try {
    await metagraph.start(shell.signal);
    await chainTime.start();
    const health = (): NeuronHealth => ({
      netuid,
      hotkey: hotkey.address,
      chainConnected: ["connected", "failed-over"].includes(connected.chain.state().status),
      ...standing(metagraph, hotkey.address, registration),
      metagraphAgeMs: metagraph.ageMs(),
      axonAnnounced: keeper.state().status === "announced",
    });
    return await work({
      signer: hotkey,
      callers: metagraph,
      chainTime: () => chainTime.range(),
      health,
      chainFacts: () => describeChain(health(), { metagraph, connected, nowMs: tools.clock.now() }),
      neurons: () => metagraph.snapshot()?.neurons ?? [],
      announce: async (boundPort) => {
        port = boundPort;
        await keeper.start(shell.signal);
      },
    });
  } finally {
    await keeper.stop();
    await chainTime.stop();
    await metagraph.stop();
  }
}

function describeChain(
  { chainConnected, uid, metagraphAgeMs, ...health }: NeuronHealth,
  { metagraph, connected, nowMs }: { metagraph: Metagraph; connected: ConnectedChain; nowMs: number },
): ChainFacts {
  const state = connected.chain.state();
  const neurons = metagraph.snapshot()?.neurons ?? [];
  const { stakeRao, earnings } = metagraph.find(health.hotkey) ?? {};
  return {
    ...health,
    uid,
    metagraphAgeMs,
    connected: chainConnected,
    endpoint: state.endpoint,
    headAgeMs: headAgeMs(state, nowMs),
    stakeTao: stakeRao === undefined ? undefined : Number(formatTao(stakeRao)),
    emissionAlpha: earnings && Number(formatTao(earnings.emissionRao)),
    incentive: earnings?.incentive,
    neurons: neurons.length,
    validators: neurons.filter(({ validatorPermit }) => validatorPermit).length,
  };
}

/** The metagraph knows best; before its first snapshot, what the start has found out. */
function standing(
  metagraph: Metagraph,
  hotkey: string,
  registration: Registration,
): Pick<NeuronHealth, "registration" | "uid"> {
  if (metagraph.snapshot() !== undefined) {
    const uid = metagraph.find(hotkey)?.uid;
    return { registration: uid === undefined ? "absent" : "registered", uid };
  }
  return {
    registration: registration.status,
    uid: registration.status === "registered" ? registration.uid : undefined,
  };
}

/** Tells what happened on the subnet, loudest what happened to us; a new place there begins without an axon. */
function report(
  { tools: { logger }, config }: Call,
  { changes, hotkey, keeper }: { changes: readonly MetagraphChange[]; hotkey: string; keeper: AxonKeeper },
): void {
  const { netuid } = config.settings.subtensor;
  for (const change of changes) {
    const isOurs =
      change.kind === "dissolved" ||
      (change.kind === "hotkey-swapped"
        ? change.from === hotkey || change.to === hotkey
        : change.hotkey === hotkey);
    if (!isOurs) logger.debug("Metagraph changed", { netuid, ...change });
    else if (change.kind === "registered" || change.kind === "renumbered") {
      logger.info("This neuron has a new place on the subnet", { netuid, ...change });
      keeper.check();
    } else {
      const remedy = `neuron register --netuid ${netuid}`;
      logger.error("This neuron is no longer registered", { netuid, ...change, remedy });
    }
  }
}
