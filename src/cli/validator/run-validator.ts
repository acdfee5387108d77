import { join, resolve } from "node:path";
import { NeuronError } from "../../lib/errors.ts";
import { findUid, notRegistered } from "../../chain/registration/registered.ts";
import { pause } from "../../chain/pause.ts";
import type { AddressBook } from "../../subnets/risk/validation/choose-miners.ts";
import { Validator, type RoundReport } from "../../subnets/risk/validation/validator.ts";
import { openHotkey } from "../../wallet/open-wallet.ts";
import type { Signer } from "../../wallet/signer.ts";
import { withChain, type ConnectedChain } from "../chain/with-chain.ts";
import { inWorkshop, type Call, type Result } from "../command.ts";
import { selectedDates } from "../processing-dates.ts";
import type { Workshop } from "../shell.ts";
import { selectedWallet, walletTools } from "../wallet/selection.ts";
import { describeRound, roundResult } from "./describe-round.ts";

const millisecondsPerSecond = 1_000;

/** Runs the reference validator until it is told to stop, or for one round. */
export async function runValidator(call: Call): Promise<Result> {
  const date = dateOf(call);
  return asValidator(call, (neuron) =>
    inWorkshop(call, async (workshop) => {
      const validator = createValidator(call, { ...neuron, workshop, addressBook: new Map() });
      if (call.options["once"] === true) return roundResult(await runRound(call, validator, date));
      call.shell.announceReady();
      await runRounds(call, validator, date);
      call.tools.logger.info("Stopping");
      return { stopped: true };
    }),
  );
}

/** A validator's hotkey and its connection to the chain. */
export interface ValidatorNeuron {
  readonly connected: ConnectedChain;
  readonly signer: Signer;
}

/**
 * Runs work with the wallet's hotkey and a connection to the chain. Throws NOT_REGISTERED, with the command that
 * registers, when the hotkey is not on the subnet.
 */
export async function asValidator<Outcome>(
  call: Call,
  work: (neuron: ValidatorNeuron) => Promise<Outcome>,
): Promise<Outcome> {
  const { netuid } = call.config.settings.subtensor;
  const signer = await openHotkey(selectedWallet(call), walletTools(call));
  try {
    return await withChain(call, async (connected) => {
      const view = await connected.chain.finalized();
      const membership = { netuid, hotkey: signer.address };
      const uid = await findUid(view, membership);
      if (uid === undefined) throw notRegistered(membership, view.block.number);
      call.tools.logger.info(`Running validator on subnet: ${netuid} with uid ${uid}`, membership);
      return work({ connected, signer });
    });
  } finally {
    signer.forget();
  }
}

export interface ValidatorParts extends ValidatorNeuron {
  readonly workshop: Workshop;
  /** Where to ask miners, in place of where the chain says that they are. */
  readonly addressBook: AddressBook;
}

/** Returns the validator of the settings. Its state lies in the data directory, by hotkey and subnet. */
export function createValidator(
  call: Call,
  { connected, signer, workshop, addressBook }: ValidatorParts,
): Validator {
  const { settings } = call.config;
  const { netuid } = settings.subtensor;
  const databases = new Map(settings.networks.map((network) => [network, workshop.databaseOf(network)]));
  return new Validator(
    { ...call.tools, ...connected, databases, signer, random: Math.random },
    {
      netuid,
      windowDays: settings.windowDays,
      grading: settings.grading,
      validator: settings.validator,
      stateFile: join(resolve(settings.dataDir), `validator-${netuid}-${signer.address}.json`),
      addressBook,
      allowPrivate: settings.axon.allowPrivate,
    },
  );
}

/** Runs one round and prints what came of it. */
export async function runRound(
  call: Call,
  validator: Validator,
  date: string | undefined,
): Promise<RoundReport> {
  const report = await validator.runRound(date, call.shell.signal);
  const { block, weights, batches } = report;
  const miners = batches[0]?.grades.length ?? 0;
  call.tools.logger.info("Round ended", { block, miners, weights: weights.kind });
  for (const line of describeRound(report)) call.print(line);
  return report;
}

/** A round that fails for a reason that passes is reported, and the next one comes in its time. */
async function runRounds(call: Call, validator: Validator, date: string | undefined): Promise<void> {
  const { shell, tools, config } = call;
  const intervalMs = config.settings.validator.intervalSeconds * millisecondsPerSecond;
  do {
    try {
      await runRound(call, validator, date);
    } catch (error) {
      if (shell.signal.aborted) return;
      if (!isPassing(error)) throw error;
      tools.logger.warn("Round failed, the next one comes in its time", {
        code: error.code,
        reason: error.message,
        intervalMs,
      });
    }
  } while (await pause(tools.clock, intervalMs, shell.signal));
}

/** A batch that the store does not have yet is ingested by another process. */
function isPassing(error: unknown): error is NeuronError {
  return error instanceof NeuronError && (error.severity === "retryable" || error.code === "BATCH_NOT_FOUND");
}

function dateOf(call: Call): string | undefined {
  const selection = selectedDates(call);
  return selection.kind === "date" ? selection.date : undefined;
}
