import type { Target } from "../../dendrite/target.ts";
import { withIdentity, type Identity } from "../chain/identity.ts";
import { untilStopped, type Call, type Result } from "../command.ts";
import type { RunningControl, Workshop } from "../shell.ts";
import { countOf } from "../text.ts";
import { roundResult } from "../validator/describe-round.ts";
import { asValidator, createValidator, runRound } from "../validator/run-validator.ts";
import { absolutePath } from "../wallet/selection.ts";
import { onDemoChain, type DemoNeurons } from "./demo-chain.ts";
import { showEncounters } from "./encounters.ts";
import { farewellText, invitationText, lookText } from "./invitation.ts";

export interface DemoDates {
  /** Of all batches, oldest first. */
  readonly dates: readonly string[];
  /** The last one that has the batch by which validators grade it. */
  readonly gradedDate: string;
}

/** Serves what is published as a miner on a local chain, and lets a validator judge it; until stopped, or once. */
export function serveDemo(call: Call, workshop: Workshop, demo: DemoDates): Promise<Result> {
  return onDemoChain(call, (neurons) =>
    withIdentity(neurons.miner, (identity) => serve({ neurons, workshop, demo }, identity)),
  );
}

interface Stage {
  readonly neurons: DemoNeurons;
  readonly workshop: Workshop;
  readonly demo: DemoDates;
}

async function serve({ neurons, workshop, demo }: Stage, identity: Identity): Promise<Result> {
  const { shell, config, options, print } = neurons.miner;
  const { dates, gradedDate } = demo;
  const axon = await workshop.startAxon(shell.signal, identity);
  let control: RunningControl | undefined;
  try {
    control = await workshop.startControl(config, { signal: shell.signal, jobs: undefined });
    await identity.announce(axon.port);
    await showStanding(neurons.miner, identity);
    const { address: hotkey } = identity.signer;
    const miner = { ...addressOf(axon.url), hotkey };
    const round = await validate({ neurons, workshop, demo }, miner);
    print("The models have learned what became of this date, too; neuron backtest grades as if live.");
    if (options["once"] === true) print(farewellText({ shell, config }));
    else {
      const walletPath = absolutePath(config.settings.wallet.path, shell);
      print(invitationText(shell, { url: axon.url, hotkey, date: gradedDate, walletPath }));
      if (control !== undefined) print(lookText(neurons.miner));
      await untilStopped(shell);
    }
    return { url: axon.url, networks: config.settings.networks, dates, round };
  } finally {
    await control?.stop();
    await axon.stop();
  }
}

type Miner = Target & { readonly hotkey: string };

/** The miner's announced address leads nowhere: the validator is told where the axon listens. */
async function validate({ neurons, workshop, demo }: Stage, miner: Miner): Promise<Result> {
  const { validator: call } = neurons;
  const { gradedDate } = demo;
  const { networks, windowDays } = call.config.settings;
  const batch = { network: networks[0] ?? "", processingDate: gradedDate, windowDays };
  return asValidator(call, async ({ connected, signer }) => {
    await showEncounters(call, { miner, batch, validator: signer });
    call.print("\nThe validator grades the scores against its own batch, and sets weights:");
    const addressBook = new Map([[miner.hotkey, miner]]);
    const validator = createValidator(call, { connected, signer, workshop, addressBook });
    return roundResult(await runRound(call, validator, gradedDate));
  });
}

function addressOf(url: string): Target {
  const { hostname: host, port, protocol } = new URL(url);
  return { host, port: Number(port), protocol: protocol === "https:" ? "https" : "http" };
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
