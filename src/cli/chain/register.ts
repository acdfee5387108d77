import { describePlan, type RegistrationRequest } from "../../chain/registration/plan.ts";
import { readRegistrationPlan, register } from "../../chain/registration/register.ts";
import { raoFromTao } from "../../chain/values.ts";
import { NeuronError } from "../../lib/errors.ts";
import { summarizeWallet } from "../../wallet/list-wallets.ts";
import { openColdkey } from "../../wallet/open-wallet.ts";
import type { Call, Result } from "../command.ts";
import { selectedWallet, walletTools } from "../wallet/selection.ts";
import { withChain, type ConnectedChain } from "./with-chain.ts";

/** Shows what registering costs, asks, registers with the coldkey and prints the uid. */
export async function registerHotkey(call: Call): Promise<Result> {
  const request = await requestOf(call);
  return withChain(call, async (connected) => {
    const plan = await readRegistrationPlan(connected, request);
    for (const line of describePlan(plan, request)) call.print(line);
    const uid = plan.action === "none" ? plan.uid : await registerNow(call, connected, request);
    if (plan.action !== "none") call.print(`Registered as uid ${uid}`);
    const { netuid, hotkey, coldkey } = request;
    return { netuid, uid, hotkey, coldkey, isNew: plan.action !== "none" };
  });
}

async function registerNow(
  call: Call,
  connected: ConnectedChain,
  request: RegistrationRequest,
): Promise<number> {
  await assertAgreed(call);
  const coldkey = await openColdkey(selectedWallet(call), walletTools(call));
  try {
    if (coldkey.address !== request.coldkey) throw anotherColdkey(request.coldkey, coldkey.address);
    // Read again: a person may have thought about it, and the price moves with every block.
    const plan = await readRegistrationPlan(connected, request);
    return await register(connected, { plan, request, coldkey });
  } finally {
    coldkey.forget();
  }
}

async function requestOf(call: Call): Promise<RegistrationRequest> {
  const { subtensor, registration } = call.config.settings;
  const selection = selectedWallet(call);
  const wallet = await summarizeWallet(selection);
  const hotkey = wallet.hotkeys.find(({ name }) => name === selection.hotkey)?.address;
  if (hotkey === undefined) throw notFound("hotkey", selection.hotkey);
  const coldkey = wallet.coldkey?.address;
  if (coldkey === undefined) throw notFound("coldkey's address", selection.name);
  const maxBurnRao = registration.maxBurn === undefined ? undefined : raoFromTao(registration.maxBurn);
  return { netuid: subtensor.netuid, hotkey, coldkey, maxBurnRao };
}

async function assertAgreed({ options, shell }: Call): Promise<void> {
  if (options["yes"] === true) return;
  if (!shell.prompt.isInteractive) {
    throw new NeuronError(
      "USAGE_INVALID",
      "There is no terminal to ask on: add --yes to register without asking",
    );
  }
  if (await shell.confirm("Register? [y/N] ")) return;
  throw new NeuronError("CANCELLED", "Nothing was registered");
}

function notFound(what: string, name: string): NeuronError {
  return new NeuronError(
    "WALLET_NOT_FOUND",
    `The wallet has no ${what} ${name} that can be read; see: neuron wallet show`,
    { context: { name } },
  );
}

function anotherColdkey(expected: string, found: string): NeuronError {
  return new NeuronError(
    "KEYFILE_REFUSED",
    `The wallet's coldkey is ${found}, and its public file says ${expected}; nothing was registered`,
    { context: { expected, found } },
  );
}
